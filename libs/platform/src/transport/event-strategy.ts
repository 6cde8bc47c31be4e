import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { CloudEvent } from '@muster/contracts';
import { lastValueFrom } from 'rxjs';
import type { Subscription } from './consume/subscription';
import type { HandlerExtras, RejectedEvent } from './on-event.decorators';

/**
 * Consumes events for one service: Nest registers the handlers of `@OnEvent` and `@OnEventBatch` here, a broker's consumer
 * does the rest.
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
    const subscriptions = [...this.getHandlers()].map(([pattern, handler]) => {
      const extras = handler.extras as HandlerExtras | undefined;
      if (!extras?.topic) throw new Error(`the handler of ${pattern} was not registered with @OnEvent`);
      if (handler.next) throw new Error(`${pattern} has two handlers; one handler switches over event.type`);
      return this.subscription(extras, async (payload) =>
        lastValueFrom(
          this.transformToObservable<unknown>(
            await handler(payload, new BaseRpcContext([extras.topic.name])),
          ),
          { defaultValue: undefined },
        ),
      );
    });
    this.consumer = await this.startConsumer(subscriptions);
  }

  private subscription(
    { topic, batch }: HandlerExtras,
    call: (payload: unknown) => Promise<unknown>,
  ): Subscription {
    if (!batch) {
      return {
        batch: false,
        topic,
        handle: async (event) => {
          await call(event);
        },
      };
    }
    // What the method returns is what the type of @OnEventBatch demands of it.
    const handle = (events: readonly CloudEvent[]) =>
      call(events) as Promise<readonly RejectedEvent<CloudEvent>[]>;
    return { batch: true, topic, handle };
  }
}

/** A running consumer of a broker. */
export interface Consumer {
  /** Graceful, see `EventStrategy.close`. */
  stop(): Promise<void>;
  isRunning(): boolean;
}

export type StartConsumer = (subscriptions: readonly Subscription[]) => Promise<Consumer>;
