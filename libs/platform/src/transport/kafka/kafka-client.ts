import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import type { Log } from '../../logs/log';

/**
 * A client of the brokers. Five retries from 100 ms on take about 3 s altogether; then the retry policy of the transport
 * takes over, which pauses instead of giving up.
 */
export function kafkaClient(clientId: string, brokers: readonly string[], log: Log): Kafka {
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
 * kafkajs logs as errors what belongs to every rebalance, start and failover, and what it does not get over by itself reaches
 * callers as an error. So its errors are warnings here, those about single responses and connections (dozens while a new
 * topic gets its leaders) are details, and so is the rest.
 */
function writeEntry(log: Log, { namespace, level, log: content }: LogEntry): void {
  const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = content;
  const text = `kafkajs ${namespace}: ${message}`;
  if (level === logLevel.ERROR && namespace !== 'Connection') log.warn(text, fields);
  else log.debug(text, fields);
}
