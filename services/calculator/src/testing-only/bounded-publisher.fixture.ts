import type { CloudEvent, TopicDefinition } from '@muster/contracts';
import { EventPublisher, PartitionedPublisher } from '@muster/platform';

const PARTITIONS = 4;

export type Told = CloudEvent<string, Record<string, unknown>>;

/** A broker with four partitions that keeps what it acknowledges, and notices how much is handed to it at a time. */
export class BoundedPublisher extends PartitionedPublisher {
  /** The same broker, for those who do not ask for partitions. */
  readonly unpartitioned: EventPublisher = new Unpartitioned(this);

  /** Most events of one call, and most calls at a time. */
  largestCall = 0;
  callsAtOnce = 0;
  private running = 0;
  private events: Told[] = [];
  private readonly kept: { readonly runSeq: unknown; readonly partition: number; readonly id: string }[] = [];
  private callsUntilFailure = Infinity;
  private interruption: (() => Promise<void>) | undefined;

  /** Acknowledges so many calls, and fails once. */
  failAfter(calls: number): void {
    this.callsUntilFailure = calls;
  }

  /** Has something happen before the next call is acknowledged. */
  beforeNext(interruption: () => Promise<void>): void {
    this.interruption = interruption;
  }

  override async publishPartitioned(
    _topic: unknown,
    events: readonly CloudEvent[],
  ): Promise<readonly number[]> {
    this.running++;
    this.callsAtOnce = Math.max(this.callsAtOnce, this.running);
    this.largestCall = Math.max(this.largestCall, events.length);
    try {
      return await this.acknowledge(events as Told[]);
    } finally {
      this.running--;
    }
  }

  override partitionsOf(_topic: TopicDefinition): Promise<number> {
    return Promise.resolve(PARTITIONS);
  }

  /** Different records of a run in a partition. */
  acknowledged(runSeq: number, partition: number): number {
    const found = this.kept.filter((one) => one.runSeq === runSeq && one.partition === partition);
    return new Set(found.map(({ id }) => id)).size;
  }

  /** Everything that was acknowledged since the last call. */
  takeAll(): Told[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }

  private async acknowledge(events: readonly Told[]): Promise<readonly number[]> {
    const interruption = this.interruption;
    this.interruption = undefined;
    await interruption?.();
    if (this.callsUntilFailure-- <= 0) {
      this.callsUntilFailure = Infinity;
      throw new Error('the broker is away');
    }
    // A turn of the event loop: whatever does not wait for acknowledgements goes on meanwhile.
    await new Promise(setImmediate);
    this.events.push(...events);
    return events.map(({ id, type, data, partitionkey }) => {
      const partition = Buffer.from(partitionkey).reduce((sum, byte) => sum + byte, 0) % PARTITIONS;
      if (type === 'audience.membership.changed.v1')
        this.kept.push({ runSeq: data['runSeq'], partition, id });
      return partition;
    });
  }
}

class Unpartitioned extends EventPublisher {
  constructor(private readonly broker: BoundedPublisher) {
    super();
  }

  override async publish(topic: unknown, events: readonly CloudEvent[]): Promise<void> {
    await this.broker.publishPartitioned(topic, events);
  }
}
