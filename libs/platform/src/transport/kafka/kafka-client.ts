import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import type { Log } from '../../logs/log';
import { registerCodecs } from './compression/register-codecs';
import { quietRequestQueue } from './quiet-request-queue';

/**
 * A client of the brokers. Five retries from 100 ms on take about 3 s altogether; then the retry policy of the transport
 * takes over, which pauses instead of giving up.
 */
export function kafkaClient(clientId: string, brokers: readonly string[], log: Log): Kafka {
  quietRequestQueue();
  registerCodecs();
  return new Kafka({
    clientId,
    brokers: [...brokers],
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
