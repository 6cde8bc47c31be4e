import {
  BaseRpcContext,
  Server,
  type CustomTransportStrategy,
  type MessageHandler,
} from '@nestjs/microservices';
import type { CloudEvent } from '@muster/contracts';
import { lastValueFrom } from 'rxjs';
import { postgresFailure } from '../postgres/postgres.errors';
import type { Subscription } from './consume/subscription';
import type { HandlerExtras, RejectedEvent } from './on-event.decorators';

/**
 * Consumes events for one service: Nest registers the handlers of `@OnEvent`, `@OnEventBatch` and `@OnGivenUp` here, a broker's
 * consumer does the rest.
 */
export class EventStrategy extends Server implements CustomTransportStrategy {
  private consumer: Consumer | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly startConsumer: StartConsumer) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => {
      callback();
    }, callback);
  }

  /** Stops taking messages, finishes those in hand and leaves the broker told of them. Can be called again. */
  close(): Promise<void> {
    this.closing ??= this.consumer?.stop() ?? Promise.resolve();
    return this.closing;
  }

  /** Whether messages are being consumed: part of a service's readiness. */
  isConsuming(): boolean {
    return this.closing === undefined && (this.consumer?.isRunning() ?? false);
  }

  /** There are no events of a connection that a user of this strategy could listen to. */
  on(): void {
    throw new Error('the event strategy has no connection events');
  }

  unwrap(): never {
    throw new Error('the event strategy does not give its broker away');
  }

  private async start(): Promise<void> {
    const handlers = [...this.getHandlers()].map(([pattern, handler]) => this.described(pattern, handler));
    const givenUp = new Map(
      handlers.filter(({ handles }) => handles === 'given-up').map(({ topic, call }) => [topic, call]),
    );
    const subscriptions = handlers.flatMap((handler) => {
      const subscription = subscriptionOf(handler, givenUp.get(handler.topic));
      return subscription ? [subscription] : [];
    });
    for (const topic of givenUp.keys()) {
      if (subscriptions.some((subscription) => subscription.topic === topic)) continue;
      throw new Error(`${topic.name} has a handler of what is given up, but none of its events`);
    }
    this.consumer = await this.startConsumer(subscriptions);
  }

  private described(pattern: string, handler: MessageHandler): Handler {
    const extras = handler.extras as HandlerExtras | undefined;
    if (!extras?.topic) throw new Error(`the handler of ${pattern} was not registered with @OnEvent`);
    if (handler.next) throw new Error(`${pattern} has two handlers; one handler switches over event.type`);
    const call = async (payload: unknown): Promise<unknown> => {
      try {
        const answer: unknown = await handler(payload, new BaseRpcContext([extras.topic.name]));
        return await lastValueFrom(this.transformToObservable<unknown>(answer), { defaultValue: undefined });
      } catch (error) {
        // Repositories throw what TypeORM throws; the retry policy has to know that PostgreSQL is down.
        throw postgresFailure(error);
      }
    };
    return { ...extras, call };
  }
}

type Call = (payload: unknown) => Promise<unknown>;

interface Handler extends HandlerExtras {
  readonly call: Call;
}

function subscriptionOf(
  { topic, handles, most, call }: Handler,
  tell: Call | undefined,
): Subscription | undefined {
  const givenUp = tell && { givenUp: withoutResult(tell) };
  switch (handles) {
    case 'event':
      return { batch: false, topic, handle: withoutResult(call), ...givenUp };
    case 'batch': {
      // What the method returns is what the type of @OnEventBatch demands of it.
      const handle = (events: readonly CloudEvent[]) =>
        call(events) as Promise<readonly RejectedEvent<CloudEvent>[]>;
      return { batch: true, topic, handle, most, ...givenUp };
    }
    case 'given-up':
      return undefined;
  }
}

function withoutResult(call: Call): (payload: unknown) => Promise<void> {
  return async (payload) => {
    await call(payload);
  };
}

/** A running consumer of a broker. */
export interface Consumer {
  /** Graceful, see `EventStrategy.close`. */
  stop(): Promise<void>;
  isRunning(): boolean;
}

export type StartConsumer = (subscriptions: readonly Subscription[]) => Promise<Consumer>;
