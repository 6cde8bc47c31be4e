import { Kafka, logLevel, type LogEntry, type SASLOptions } from 'kafkajs';
import type { KafkaConnection, KafkaSasl } from '../../config/kafka-config';
import type { Log } from '../../logs/log';
import { registerCodecs } from './compression/register-codecs';
import { OAuthTokens } from './oauth-tokens';
import { quietRequestQueue } from './quiet-request-queue';

/**
 * A client of the brokers. Five retries from 100 ms on take about 3 s altogether; then the retry policy of the transport
 * takes over, which pauses instead of giving up.
 */
export function kafkaClient(clientId: string, { brokers, tls, sasl }: KafkaConnection, log: Log): Kafka {
  quietRequestQueue();
  registerCodecs();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    ...(tls && { ssl: tls }),
    ...(sasl && { sasl: saslOptions(sasl) }),
    connectionTimeout: 2_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, retries: 5, maxRetryTime: 2_000 },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => {
      writeEntry(log, entry);
    },
  });
}

/**
 * kafkajs logs as errors what belongs to every rebalance, start and failover (dozens of lines for one). What it does not get
 * over by itself reaches callers as an error, and the consumer tells of its crashes, so all of this is detail.
 */
function writeEntry(log: Log, { namespace, log: content }: LogEntry): void {
  const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = content;
  log.debug(`kafkajs ${namespace}: ${message}`, fields);
}

function saslOptions(sasl: KafkaSasl): SASLOptions {
  if (sasl.mechanism !== 'oauthbearer') return sasl;
  const tokens = new OAuthTokens(sasl.credentials);
  return {
    mechanism: 'oauthbearer',
    oauthBearerProvider: async () => ({ value: await tokens.get() }),
  };
}
