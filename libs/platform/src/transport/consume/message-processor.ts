import type { CloudEvent } from '@muster/contracts';
import { runInContext } from '../../context/execution-context';
import { DependencyDownError, type PermanentError } from '../../errors/errors';
import type { Log } from '../../logs/log';
import { continueTrace } from '../../tracing/traceparent';
import type { ClaimStore } from '../codec/claim-check';
import { decodeEvent } from '../codec/event-decoder';
import type { Delivery } from '../codec/raw-message';
import type { GivenUp } from '../given-up';
import type { TransportMetrics } from '../transport-metrics';
import { attempt, type AttemptObserver, type Outcome } from './attempt';
import type { DeadLetterSink } from './dead-letter-sink';
import { Gate } from '../../concurrency/gate';
import type { RetryPolicy } from './retry-policy';
import type { BatchSubscription, EventSubscription, Subscription } from './subscription';

export interface ProcessorServices {
  readonly group: string;
  readonly claims: ClaimStore;
  readonly deadLetters: DeadLetterSink;
  readonly policy: RetryPolicy;
  readonly metrics: TransportMetrics;
  readonly log: Log;
  /** Calls of the handlers of one topic that may run at a time. */
  readonly concurrency: number;
}

/** `done`: handled, or safe as a dead letter; the message need not come again. `abandoned`: the consumer stops before that. */
export type Fate = 'done' | 'abandoned';

interface Decoded {
  readonly delivery: Delivery;
  readonly event: CloudEvent;
}

/** Brings deliveries of one topic to its handler: decoding, retries, pauses and dead letters, alike on every broker. */
export class MessageProcessor {
  private readonly gate: Gate;

  constructor(
    private readonly subscription: Subscription,
    private readonly services: ProcessorServices,
  ) {
    this.gate = new Gate(services.concurrency);
  }

  get batch(): boolean {
    return this.subscription.batch;
  }

  /** Handles deliveries in their order. An abandoned one abandons those after it; returns how many are done. */
  async process(deliveries: readonly Delivery[], signal: AbortSignal): Promise<number> {
    if (this.subscription.batch) {
      const fate = await this.processBatch(this.subscription, deliveries, signal);
      return fate === 'done' ? deliveries.length : 0;
    }
    let done = 0;
    for (const delivery of deliveries) {
      if ((await this.processEvent(this.subscription, delivery, signal)) === 'abandoned') break;
      done++;
    }
    return done;
  }

  private async processEvent(
    subscription: EventSubscription,
    delivery: Delivery,
    signal: AbortSignal,
  ): Promise<Fate> {
    const decoded = await this.decode(delivery, signal);
    if (decoded.kind !== 'done') return this.settle(delivery, decoded, signal);
    const event = decoded.result;
    const outcome = await inContextOf([event], () =>
      this.attempt(() => this.call(1, () => subscription.handle(event)), this.services.policy, signal),
    );
    return this.settle(delivery, outcome, signal, event);
  }

  private async processBatch(
    subscription: BatchSubscription,
    deliveries: readonly Delivery[],
    signal: AbortSignal,
  ): Promise<Fate> {
    const batch: Decoded[] = [];
    for (const delivery of deliveries) {
      const decoded = await this.decode(delivery, signal);
      if (decoded.kind === 'done') batch.push({ delivery, event: decoded.result });
      else if ((await this.settle(delivery, decoded, signal)) === 'abandoned') return 'abandoned';
    }
    return batch.length === 0 ? 'done' : this.handleBatch(subscription, batch, this.services.policy, signal);
  }

  /**
   * A batch that cannot be handled as a whole is halved until the events at fault are alone, so that one of them does not
   * take 500 into the dead letters. Parts get one attempt, since the whole has had all of them; a single event gets all again.
   */
  private async handleBatch(
    subscription: BatchSubscription,
    batch: readonly Decoded[],
    policy: RetryPolicy,
    signal: AbortSignal,
  ): Promise<Fate> {
    const events = batch.map(({ event }) => event);
    const [first] = batch;
    if (!first) return 'done';
    const outcome = await inContextOf(events, () =>
      this.attempt(() => this.call(events.length, () => subscription.handle(events)), policy, signal),
    );
    if (outcome.kind === 'done') {
      const rejected = new Map(outcome.result.map(({ event, error }) => [event, error]));
      return this.buryRejected(batch, rejected, signal);
    }
    if (outcome.kind === 'abandoned') return 'abandoned';
    if (batch.length === 1) return this.settle(first.delivery, outcome, signal, first.event);
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      const halfPolicy = half.length === 1 ? this.services.policy : { ...policy, attempts: 1 };
      if ((await this.handleBatch(subscription, half, halfPolicy, signal)) === 'abandoned')
        return 'abandoned';
    }
    return 'done';
  }

  private async buryRejected(
    batch: readonly Decoded[],
    rejected: ReadonlyMap<CloudEvent, PermanentError>,
    signal: AbortSignal,
  ): Promise<Fate> {
    for (const { delivery, event } of batch) {
      const error = rejected.get(event);
      if (!error) continue;
      const failed = { kind: 'failed', code: error.code, attempts: 1, error } as const;
      if ((await this.settle(delivery, failed, signal, event)) === 'abandoned') return 'abandoned';
    }
    return 'done';
  }

  private decode(delivery: Delivery, signal: AbortSignal): Promise<Outcome<CloudEvent>> {
    const { claims, policy } = this.services;
    return this.attempt(() => decodeEvent(claims, this.subscription.topic, delivery.message), policy, signal);
  }

  private call<Result>(events: number, handler: () => Promise<Result>): Promise<Result> {
    return this.gate.run(async () => {
      const start = performance.now();
      const result = await handler();
      this.services.metrics.handled(this.subscription.topic.name, events, (performance.now() - start) / 1000);
      return result;
    });
  }

  /**
   * Buries what failed, after telling of its event where there is one. While the one or the other is impossible, the message
   * stays where it is.
   */
  private async settle(
    delivery: Delivery,
    outcome: Outcome<unknown>,
    signal: AbortSignal,
    event?: CloudEvent,
  ): Promise<Fate> {
    if (outcome.kind !== 'failed') return outcome.kind;
    const { group, deadLetters, metrics, log, policy } = this.services;
    const { code, attempts, error } = outcome;
    const { topic, partition, offset } = delivery;
    log.error('A message cannot be handled and becomes a dead letter', {
      topic,
      partition,
      offset,
      code,
      attempts,
      error,
    });
    if (event && !(await this.tell({ event, code, attempts, error }, signal))) return 'abandoned';
    const verdict = { code, attempts, failedAt: new Date(), consumer: group };
    const buried = await this.attempt(
      () => deadLetters.bury(this.subscription.topic, delivery, verdict).catch(brokerDown),
      policy,
      signal,
    );
    if (buried.kind !== 'done') return 'abandoned';
    metrics.deadLettered(this.subscription.topic.name, code);
    return 'done';
  }

  /** Lets the subscription tell of what is given up, as long as it takes; false when the consumer stops before. */
  private async tell(given: GivenUp, signal: AbortSignal): Promise<boolean> {
    const { subscription } = this;
    const told = await inContextOf([given.event], () =>
      this.attempt(async () => subscription.givenUp?.(given).catch(cannotTell), this.services.policy, signal),
    );
    return told.kind === 'done';
  }

  private attempt<Result>(
    work: () => Promise<Result>,
    policy: RetryPolicy,
    signal: AbortSignal,
  ): Promise<Outcome<Result>> {
    const { metrics, log } = this.services;
    const topic = this.subscription.topic.name;
    const observer: AttemptObserver = {
      retrying: (error, failures, delayMs) => {
        metrics.retried(topic);
        log.warn('An attempt failed and is repeated', { topic, attempt: failures, delayMs, error });
      },
      paused: (error) => {
        metrics.paused(topic, 1);
        log.warn('Consumption pauses: a dependency does not answer', {
          topic,
          dependency: error.dependency,
          error,
        });
      },
      resumed: () => {
        metrics.paused(topic, -1);
        log.info('Consumption goes on', { topic });
      },
    };
    return attempt(work, policy, signal, observer);
  }
}

function brokerDown(error: unknown): never {
  throw new DependencyDownError('broker', 'the dead letter cannot be kept', { cause: error });
}

/** A failure that is not told would never be seen, so nothing is worth giving that up for: not even a mistake in the telling. */
function cannotTell(error: unknown): never {
  if (error instanceof DependencyDownError) throw error;
  throw new DependencyDownError('broker', 'what was given up cannot be told', { cause: error });
}

/** Logs carry the trace and, for a single event, its ids; events that the handler makes continue the trace. */
function inContextOf<Result>(events: readonly CloudEvent[], work: () => Result): Result {
  const [event] = events;
  const traceparent = continueTrace(event?.traceparent);
  if (!event || events.length > 1) return runInContext({ traceparent }, work);
  return runInContext({ traceparent, eventId: event.id, eventType: event.type }, work);
}
