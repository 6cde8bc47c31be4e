import { KafkaJSError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { DependencyDownError, PermanentError } from '../../errors/errors';

/** What kafkajs throws when brokers cannot be reached or cannot answer now, apart from retriable protocol errors. */
const CONNECTION_ERRORS = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSLockTimeout',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSRequestTimeoutError',
  'KafkaJSTopicMetadataNotLoaded',
]);

/** Translates what kafkajs throws into what the retry policy understands. */
export function translateKafkaError(error: unknown): unknown {
  const cause = error instanceof KafkaJSNumberOfRetriesExceeded ? (error.cause ?? error) : error;
  if (!(cause instanceof KafkaJSError)) return error;
  if (cause instanceof KafkaJSProtocolError && cause.type === 'MESSAGE_TOO_LARGE') {
    return new PermanentError('event.too-large', 'the broker refuses a message of this size', {
      cause: error,
    });
  }
  if (CONNECTION_ERRORS.has(cause.name) || cause.retriable) {
    return new DependencyDownError('broker', `Kafka does not answer: ${cause.message}`, { cause: error });
  }
  return error;
}
