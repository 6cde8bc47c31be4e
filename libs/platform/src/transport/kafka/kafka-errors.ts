import { KafkaJSError, KafkaJSProtocolError, KafkaJSSASLAuthenticationError } from 'kafkajs';
import { distrust } from '../../errors/certificate-errors';
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

const REFUSALS = new Set([
  'CLUSTER_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
]);

/** Translates what kafkajs throws into what the retry policy understands. */
export function translateKafkaError(error: unknown): unknown {
  const told = dependencyDown(error);
  if (told) return told;
  const reason = distrust(error);
  if (reason !== undefined) {
    const message = `Kafka is not connected to: ${reason}; KAFKA_SSL_CA_FILE names those who may sign`;
    return new DependencyDownError('broker', message, { cause: error });
  }
  // Its retriers wrap what they gave up on, some of them several times, and the wrappers say that nothing can be retried.
  for (const cause of causesOf(error)) {
    if (cause instanceof KafkaJSProtocolError && cause.type === 'MESSAGE_TOO_LARGE') {
      const message = 'the broker refuses a message of this size';
      return new PermanentError('event.too-large', message, { cause: error });
    }
    if (isRefusal(cause)) {
      const message = `Kafka refuses the login or what it asks for: ${cause.message}`;
      return new DependencyDownError('broker', message, { cause: error });
    }
    if (CONNECTION_ERRORS.has(cause.name) || cause.retriable) {
      const message = `Kafka does not answer: ${cause.message}`;
      return new DependencyDownError('broker', message, { cause: error });
    }
  }
  return error;
}

/** Passwords and rights are changed while services run: what they have in hand waits until an operator has mended it. */
function isRefusal(error: KafkaJSError): boolean {
  return (
    error instanceof KafkaJSSASLAuthenticationError ||
    (error instanceof KafkaJSProtocolError && REFUSALS.has(error.type))
  );
}

function causesOf(error: unknown): KafkaJSError[] {
  return error instanceof KafkaJSError ? [error, ...causesOf(error.cause)] : [];
}

/** What the platform itself has said, as of a token that is not to be had. */
function dependencyDown(error: unknown): DependencyDownError | undefined {
  if (error instanceof DependencyDownError) return error;
  return error instanceof KafkaJSError ? dependencyDown(error.cause) : undefined;
}
