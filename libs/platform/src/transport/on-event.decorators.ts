import { Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { TopicDefinition, TopicEvent } from '@muster/contracts';
import { throwError, type Observable } from 'rxjs';
import type { PermanentError } from '../errors/errors';
import type { GivenUp } from './given-up';

/** What a transport strategy learns about a handler, through the extras of `@EventPattern`. */
export interface HandlerExtras {
  readonly topic: TopicDefinition;
  /** What the handler is for: single events, batches of them, or events that were given up. */
  readonly handles: 'event' | 'batch' | 'given-up';
  /** Events of a batch at most; `MAX_BATCH_EVENTS` unless told. */
  readonly most?: number;
}

/**
 * Hands errors of handlers on as they are. Nest's own filter replaces them by "Internal server error", and the retry policy
 * could not tell a permanent one from a broken dependency. Filters of a method come before all global ones.
 */
@Catch()
class PassErrorsOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

type Handler<Payload, Result> = (payload: Payload) => Promise<Result>;

/** One event of a batch that can never be handled; the others of the batch count as done. */
export interface RejectedEvent<Event> {
  readonly event: Event;
  readonly error: PermanentError;
}

/**
 * Handles the events of a topic one by one, in order per key. The payload is a parsed, typed CloudEvent.
 * Handlers must be idempotent: delivery is at-least-once.
 */
export function OnEvent<Topic extends TopicDefinition>(topic: Topic) {
  return <Payload extends TopicEvent<Topic>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler<Payload, void>>,
  ): void => {
    register(topic.name, { topic, handles: 'event' }, target, key, descriptor);
  };
}

/**
 * Handles events in batches, in order per key; for high volume. Resolves to the events that can never be handled.
 * @param options `most`: events of a batch at most.
 */
export function OnEventBatch<Topic extends TopicDefinition>(
  topic: Topic,
  options: Pick<HandlerExtras, 'most'> = {},
) {
  return <Event extends TopicEvent<Topic>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler<readonly Event[], readonly RejectedEvent<Event>[]>>,
  ): void => {
    register(topic.name, { topic, handles: 'batch', ...options }, target, key, descriptor);
  };
}

/**
 * Tells of events whose handling is given up, right before they become dead letters: so that whoever waits for the work learns
 * that it failed. Beside an `@OnEvent` or `@OnEventBatch` of the same topic.
 *
 * While the method throws, whatever it throws, consumption pauses as it does for a dependency that is down; the message becomes
 * a dead letter only after the method has succeeded. It may run more than once for an event, and an event may even be handled
 * after it: when the process dies before the dead letter is kept, and when a dead letter is replayed. Ids of what it
 * publishes must follow from the event.
 *
 * Not called for messages that cannot be read as an event of the topic: there is nothing to tell of.
 */
export function OnGivenUp<Topic extends TopicDefinition>(topic: Topic) {
  return (
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler<GivenUp<TopicEvent<Topic>>, void>>,
  ): void => {
    // A pattern of its own: Nest would chain two handlers of one pattern.
    register(`${topic.name}#given-up`, { topic, handles: 'given-up' }, target, key, descriptor);
  };
}

function register(
  pattern: string,
  extras: HandlerExtras,
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
): void {
  EventPattern(pattern, { ...extras })(target, key, descriptor);
  UseFilters(PassErrorsOn)(target, key, descriptor);
}
