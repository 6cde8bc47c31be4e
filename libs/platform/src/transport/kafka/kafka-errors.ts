import { KafkaJSError, KafkaJSProtocolError } from 'kafkajs';
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
  'KafkaJSRequestTimeoutError',
  'KafkaJSTopicMetadataNotLoaded',
]);

/** Translates what kafkajs throws into what the retry policy understands. */
export function translateKafkaError(error: unknown): unknown {
  // Its retriers wrap what they gave up on, some of them several times, and the wrappers say that nothing can be retried.
  for (const cause of causesOf(error)) {
    if (cause instanceof KafkaJSProtocolError && cause.type === 'MESSAGE_TOO_LARGE') {
      const message = 'the broker refuses a message of this size';
      return new PermanentError('event.too-large', message, { cause: error });
    }
    if (CONNECTION_ERRORS.has(cause.name) || cause.retriable) {
      const message = `Kafka does not answer: ${cause.message}`;
      return new DependencyDownError('broker', message, { cause: error });
    }
  }
  return error;
}

function causesOf(error: unknown): KafkaJSError[] {
  return error instanceof KafkaJSError ? [error, ...causesOf(error.cause)] : [];
}
