import {
  KafkaJSConnectionError,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
} from 'kafkajs';
import { DependencyDownError, PermanentError } from '../../errors/errors';
import { translateKafkaError } from './kafka-errors';

const protocolError = (type: string, retriable: boolean) => {
  const error = new KafkaJSProtocolError(Object.assign(new Error(type), { type, retriable, code: 1 }));
  return error;
};

describe('translateKafkaError', () => {
  it.each([
    new KafkaJSConnectionError('refused'),
    new KafkaJSNumberOfRetriesExceeded(new KafkaJSConnectionError('refused'), {
      retryCount: 5,
      retryTime: 1,
    }),
    Object.assign(new KafkaJSNonRetriableError('refused'), {
      cause: new KafkaJSNumberOfRetriesExceeded(new KafkaJSConnectionError('refused'), {
        retryCount: 5,
        retryTime: 1,
      }),
    }),
    protocolError('NOT_ENOUGH_REPLICAS', true),
    protocolError('TOPIC_AUTHORIZATION_FAILED', false),
  ])('%s means that the broker is down', (error) => {
    const translated = translateKafkaError(error);
    expect(translated).toBeInstanceOf(DependencyDownError);
    expect(translated).toMatchObject({ dependency: 'broker', cause: error });
  });

  it('a message that the broker finds too large can never be sent', () => {
    const translated = translateKafkaError(protocolError('MESSAGE_TOO_LARGE', false));
    expect(translated).toBeInstanceOf(PermanentError);
    expect(translated).toMatchObject({ code: 'event.too-large' });
  });

  it.each([new Error('ours'), new KafkaJSNonRetriableError('wrong use'), 'text'])(
    'leaves %s alone',
    (error) => {
      expect(translateKafkaError(error)).toBe(error);
    },
  );
});
