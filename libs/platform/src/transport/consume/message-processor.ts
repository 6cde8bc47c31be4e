import type { CloudEvent } from '@muster/contracts';
import { runInContext } from '../../context/execution-context';
import { DependencyDownError, NotYetError, PermanentError } from '../../errors/errors';
import type { Log } from '../../logs/log';
import { continueTrace } from '../../tracing/traceparent';
import type { ClaimStore } from '../codec/claim-check';
import { decodeEvent } from '../codec/event-decoder';
import type { Delivery } from '../codec/raw-message';
import type { GivenUp } from '../given-up';
import type { TransportMetrics } from '../transport-metrics';
import { AbandonedError, attempt, type AttemptObserver, type Outcome } from './attempt';
import type { DeadLetterSink, Verdict } from '../dead-letters/dead-letter-sink';
import { Gate } from '../../concurrency/gate';
import { backoffMs, wait, type RetryPolicy } from './retry-policy';
import {
  type BatchSubscription,
  type EventSubscription,
  MAX_BATCH_EVENTS,
  type Subscription,
} from './subscription';

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

/**
 * `done`: handled, or safe as a dead letter; the message need not come again. `put-back`: it is to be tried again a little later, and
 * others of the topic may go before it. `abandoned`: the consumer stops before that.
 */
export type Fate = 'done' | 'put-back' | 'abandoned';

/** Code of dead letters whose handling ends the process each time. */
export const PROCESS_DIED = 'handler.process-died';

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

  /** Messages of a batch at most. */
  get most(): number {
    return (this.subscription.batch ? this.subscription.most : undefined) ?? MAX_BATCH_EVENTS;
  }

  /**
   * Handles deliveries in their order; an abandoned one abandons those after it.
   * @param room how many messages the caller can put back; further ones are given up.
   * @returns the fate of each.
   */
  async process(deliveries: readonly Delivery[], signal: AbortSignal, room = 0): Promise<readonly Fate[]> {
    if (this.subscription.batch) return this.processBatch(this.subscription, deliveries, signal, room);
    const fates: Fate[] = [];
    for (const delivery of deliveries) {
      const abandoned = fates.at(-1) === 'abandoned';
      fates.push(abandoned ? 'abandoned' : await this.processEvent(this.subscription, delivery, signal));
    }
    return fates;
  }

  /**
   * Buries a message that has killed its process too often, and tells of it.
   * @param mayRead whether it is read for that: reading it may be what kills.
   */
  async giveUp(delivery: Delivery, signal: AbortSignal, mayRead: boolean): Promise<Fate> {
    const { deaths } = this.services.policy;
    const error = new PermanentError(
      PROCESS_DIED,
      `${deaths} processes died one after the other that had begun it`,
    );
    const failed = { kind: 'failed', code: PROCESS_DIED, attempts: deaths, error } as const;
    const decoded = mayRead ? await this.decode(delivery, signal) : undefined;
    if (decoded?.kind === 'abandoned') return 'abandoned';
    return this.settle(delivery, failed, signal, decoded?.kind === 'done' ? decoded.result : undefined);
  }

  private async processEvent(
    subscription: EventSubscription,
    delivery: Delivery,
    signal: AbortSignal,
  ): Promise<Fate> {
    const decoded = await this.decodePatiently(delivery, signal);
    if (decoded.kind !== 'done') return this.settle(delivery, decoded, signal);
    const event = decoded.result;
    const outcome = await inContextOf([event], () =>
      this.attempt(
        () => this.call(1, signal, () => subscription.handle(event)),
        this.services.policy,
        signal,
      ),
    );
    return this.settle(delivery, outcome, signal, event);
  }

  private async processBatch(
    subscription: BatchSubscription,
    deliveries: readonly Delivery[],
    signal: AbortSignal,
    room: number,
  ): Promise<readonly Fate[]> {
    const fates = new Fates(room);
    const batch: Decoded[] = [];
    for (const delivery of deliveries) {
      const decoded = await this.decode(delivery, signal);
      if (decoded.kind === 'done') batch.push({ delivery, event: decoded.result });
      else if (decoded.kind === 'failed' && fates.putBack(delivery, decoded.error)) continue;
      else fates.set(delivery, await this.settle(delivery, decoded, signal));
    }
    if (batch.length > 0) await this.handleBatch(subscription, batch, fates, this.services.policy, signal);
    return deliveries.map((delivery) => fates.of(delivery));
  }

  /**
   * A batch that cannot be handled as a whole is halved until the events at fault are alone, so that one of them does not
   * take 500 into the dead letters. Parts get one attempt, since the whole has had all of them; a single event gets all again.
   */
  private async handleBatch(
    subscription: BatchSubscription,
    batch: readonly Decoded[],
    fates: Fates,
    policy: RetryPolicy,
    signal: AbortSignal,
  ): Promise<void> {
    const events = batch.map(({ event }) => event);
    const [first] = batch;
    if (!first) return;
    const outcome = await inContextOf(events, () =>
      this.attempt(() => this.call(events.length, signal, () => subscription.handle(events)), policy, signal),
    );
    if (outcome.kind === 'abandoned') return;
    if (outcome.kind === 'done') {
      const rejected = new Map(outcome.result.map(({ event, error }) => [event, error]));
      for (const { delivery, event } of batch) {
        const error = rejected.get(event);
        if (error && fates.putBack(delivery, error)) continue;
        const failed = error && { kind: 'failed' as const, code: error.code, attempts: 1, error };
        fates.set(delivery, failed ? await this.settle(delivery, failed, signal, event) : 'done');
      }
      return;
    }
    if (batch.length === 1) {
      fates.set(first.delivery, await this.settle(first.delivery, outcome, signal, first.event));
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      const halfPolicy = half.length === 1 ? this.services.policy : { ...policy, attempts: 1 };
      await this.handleBatch(subscription, half, fates, halfPolicy, signal);
    }
  }

  /** Decodes a single event. One that cannot be read yet holds up its key, whose order would be lost otherwise. */
  private async decodePatiently(delivery: Delivery, signal: AbortSignal): Promise<Outcome<CloudEvent>> {
    const { baseDelayMs, maxPauseMs } = this.services.policy;
    const waiting = { ...delivery, putBackAt: Date.now() };
    for (let tries = 1; ; tries++) {
      const decoded = await this.decode(delivery, signal);
      const waits = decoded.kind === 'failed' && isPatientWith(waiting, decoded.error);
      if (waits && tries === 1) this.pause({ code: decoded.code, error: decoded.error });
      if (!waits && tries > 1) this.resume();
      if (!waits) return decoded;
      await wait(backoffMs(baseDelayMs, maxPauseMs, tries), signal);
    }
  }

  private decode(delivery: Delivery, signal: AbortSignal): Promise<Outcome<CloudEvent>> {
    const { claims, policy } = this.services;
    return this.attempt(() => decodeEvent(claims, this.subscription.topic, delivery.message), policy, signal);
  }

  private call<Result>(events: number, signal: AbortSignal, handler: () => Promise<Result>): Promise<Result> {
    return this.gate.run(async () => {
      // Hundreds may have waited for their turn when the consumer was stopped, or lost the partition.
      if (signal.aborted) throw new AbandonedError();
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
    const verdict = { code, attempts, failedAt: new Date(), consumer: group, ...explanation(outcome) };
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
        this.pause({ dependency: error.dependency, error });
      },
      resumed: () => {
        this.resume();
      },
    };
    return attempt(work, policy, signal, observer);
  }

  private pause(why: Record<string, unknown>): void {
    const topic = this.subscription.topic.name;
    this.services.metrics.paused(topic, 1);
    this.services.log.warn('Consumption pauses: something that it needs is not there', { topic, ...why });
  }

  private resume(): void {
    const topic = this.subscription.topic.name;
    this.services.metrics.paused(topic, -1);
    this.services.log.info('Consumption goes on', { topic });
  }
}

/** What becomes of the deliveries of a batch. Those of which nothing is said are abandoned. */
class Fates {
  private readonly fates = new Map<Delivery, Fate>();

  constructor(private room: number) {}

  set(delivery: Delivery, fate: Fate): void {
    this.fates.set(delivery, fate);
  }

  /** Puts a delivery back if its error may go away and there is room; returns whether it has. */
  putBack(delivery: Delivery, error: unknown): boolean {
    if (this.room <= 0 || !isPatientWith(delivery, error)) return false;
    this.room--;
    this.set(delivery, 'put-back');
    return true;
  }

  of(delivery: Delivery): Fate {
    return this.fates.get(delivery) ?? 'abandoned';
  }
}

/** Whether the reason why a message cannot be handled may still go away. */
function isPatientWith({ putBackAt }: Delivery, error: unknown): boolean {
  if (!(error instanceof NotYetError)) return false;
  return putBackAt === undefined || Date.now() - putBackAt < error.patienceMs;
}

/** Only a permanent error is written for readers of dead letters; others may quote statements, hosts or data. */
function explanation({
  attempts,
  error,
}: {
  attempts: number;
  error: unknown;
}): Pick<Verdict, 'message' | 'errors'> {
  if (error instanceof PermanentError) return { message: error.message, errors: error.errors };
  return {
    message: `the handler failed in ${attempts} attempts; the log of the consumer says why`,
    errors: [],
  };
}

function brokerDown(error: unknown): never {
  if (error instanceof DependencyDownError) throw error;
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
