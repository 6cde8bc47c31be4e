import { Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { TopicDefinition, TopicEvent } from '@muster/contracts';
import { throwError, type Observable } from 'rxjs';
import type { PermanentError } from '../errors/errors';

/** What a transport strategy learns about a handler, through the extras of `@EventPattern`. */
export interface HandlerExtras {
  readonly topic: TopicDefinition;
  readonly batch: boolean;
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
    EventPattern(topic.name, { topic, batch: false } satisfies HandlerExtras)(target, key, descriptor);
    UseFilters(PassErrorsOn)(target, key, descriptor);
  };
}

/** Handles events in batches, in order per key; for high volume. Resolves to the events that can never be handled. */
export function OnEventBatch<Topic extends TopicDefinition>(topic: Topic) {
  return <Event extends TopicEvent<Topic>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler<readonly Event[], readonly RejectedEvent<Event>[]>>,
  ): void => {
    EventPattern(topic.name, { topic, batch: true } satisfies HandlerExtras)(target, key, descriptor);
    UseFilters(PassErrorsOn)(target, key, descriptor);
  };
}
