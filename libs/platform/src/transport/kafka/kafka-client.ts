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
 * kafkajs calls ordinary business errors and warnings: joining again after a rebalance, or a broker that is briefly away. What
 * matters of these reaches callers as an error, so its errors become warnings here, and its warnings and news details.
 */
function writeEntry(log: Log, { namespace, level, log: content }: LogEntry): void {
  const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = content;
  const text = `kafkajs ${namespace}: ${message}`;
  if (level === logLevel.ERROR) log.warn(text, fields);
  else log.debug(text, fields);
}
