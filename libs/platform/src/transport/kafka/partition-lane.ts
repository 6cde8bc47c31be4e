import type { KafkaMessage } from 'kafkajs';
import { WakeUp } from '../../concurrency/wake-up';
import type { Delivery } from '../codec/raw-message';
import type { Fate } from '../consume/message-processor';
import { MAX_BATCH_EVENTS } from '../consume/subscription';
import { isRestOfUndecodable } from './compression/undecodable-batch';
import { toRawMessage } from './kafka-message';
import { OffsetTracker } from './offset-tracker';
import { StartNotes, type CommittedNotes } from './start-notes';

/**
 * Bytes of the messages of a lane, and of a batch: both are full when they have so many, or as many messages as a batch takes. A lane
 * that is full fetches no more until half of that is done.
 */
const FULL_BYTES = 8 * 1024 * 1024;

/** Messages that are put back go before the others of a batch, at most this many; further ones are given up. */
const MAX_PUT_BACK = MAX_BATCH_EVENTS / 2;
/** Messages that are put back are tried again after this time, or with the next ones that come. */
const TRY_AGAIN_MS = 200;

/** What a lane needs of a MessageProcessor. */
export interface LaneProcessor {
  /** Whether messages are handled in batches. */
  readonly batch: boolean;
  /** Messages of a batch at most. */
  readonly most: number;
  /** Resolves to the fate of each delivery. */
  process(deliveries: readonly Delivery[], signal: AbortSignal, room: number): Promise<readonly Fate[]>;
  /** Buries a message that has killed its process too often; unread unless it may be read. */
  giveUp(delivery: Delivery, signal: AbortSignal, mayRead: boolean): Promise<Fate>;
}

export interface Commit extends CommittedNotes {
  readonly offset: bigint;
}

interface Entry {
  readonly delivery: Delivery;
  readonly finish: () => void;
}

/**
 * The messages of one assigned partition on their way through the handler: in order per key, different keys beside each
 * other, or in batches. Fetching goes on meanwhile, so that work of minutes neither stops heartbeats nor other partitions.
 */
export class PartitionLane {
  private readonly offsets = new OffsetTracker();
  private readonly revoked = new AbortController();
  private readonly signal: AbortSignal;
  private readonly tails = new Map<string, Promise<void>>();
  private waiting: Entry[] = [];
  private putBack: Entry[] = [];
  private readonly arrival = new WakeUp();
  private pump: Promise<void> = Promise.resolve();
  private pumping = false;
  private unfinished = 0;
  private unfinishedBytes = 0;
  private readonly most: number;
  private nextOffset = -1n;
  private full = false;
  private repeats = false;

  /**
   * @param after work on this partition from before it was last taken away; its keys come first.
   * @param changed called when an offset can be committed, or fetching is to stop or go on.
   */
  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly processor: LaneProcessor,
    stopping: AbortSignal,
    private readonly after: Promise<void>,
    private readonly changed: () => void,
    readonly notes: StartNotes = new StartNotes(() => '', changed),
  ) {
    this.signal = AbortSignal.any([stopping, this.revoked.signal]);
    this.most = processor.most;
  }

  /**
   * The group has a new generation and the partition is still ours: fetching starts again at the committed offset, so messages
   * that this lane has in hand are going to come once more.
   */
  expectRepeats(): void {
    this.repeats = true;
  }

  /** Takes fetched messages in, without those that it has taken before. */
  accept(messages: readonly KafkaMessage[]): void {
    for (const message of messages) {
      const offset = BigInt(message.offset);
      // At any other time a smaller offset means that the topic was made anew; then it is another message.
      if (this.repeats && offset < this.nextOffset) continue;
      this.repeats = false;
      this.nextOffset = offset + 1n;
      if (isRestOfUndecodable(message)) {
        this.offsets.add(offset)();
        continue;
      }
      const { topic, partition } = this;
      const delivery = { topic, partition, offset: message.offset, message: toRawMessage(message) };
      const finished = this.offsets.add(offset);
      const bytes = delivery.message.value.length;
      this.unfinished++;
      this.unfinishedBytes += bytes;
      this.take({
        delivery,
        finish: () => {
          finished();
          this.unfinished--;
          this.unfinishedBytes -= bytes;
          this.changed();
        },
      });
    }
    this.changed();
  }

  /** Whether fetching is to pause because too much waits here. */
  isFull(): boolean {
    const share = this.full ? 0.5 : 1;
    // What is put back holds up nothing.
    const messages = this.unfinished - this.putBack.length;
    const bytes = this.unfinishedBytes - bytesOf(this.putBack);
    this.full = messages >= share * this.most || bytes >= share * FULL_BYTES;
    return this.full;
  }

  pendingOffset(): bigint | undefined {
    return this.offsets.pending();
  }

  /** What to commit; undefined when the broker knows it already. */
  pendingCommit(): Commit | undefined {
    const pending = this.offsets.pending();
    if (pending === undefined && !this.notes.isDirty()) return undefined;
    const offset = pending ?? this.offsets.position();
    return offset === undefined ? undefined : { offset, ...this.notes.toCommit() };
  }

  committed({ offset, version }: Commit): void {
    this.offsets.commit(offset);
    this.notes.committed(version);
  }

  /** The partition belongs to another consumer now: what has not begun is left to it. */
  revoke(): void {
    this.revoked.abort();
  }

  /** Resolves when nothing of this lane runs any more; after `revoke` or a stop that takes as long as the running handlers. */
  async idle(): Promise<void> {
    await Promise.all([this.pump, ...this.tails.values()]);
  }

  private take(entry: Entry): void {
    if (this.processor.batch) {
      this.waiting.push(entry);
      this.arrival.signal();
      if (!this.pumping) this.pump = this.runBatches();
      return;
    }
    // Messages without a key have no order among themselves; they still run one by one, as one key.
    const key = entry.delivery.message.key?.toString('latin1') ?? '';
    const tail = (this.tails.get(key) ?? this.after).then(() => this.run([entry], 0));
    this.tails.set(key, tail);
    void tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
  }

  private async runBatches(): Promise<void> {
    this.pumping = true;
    await this.after;
    while (this.waiting.length + this.putBack.length > 0 && !this.signal.aborted) {
      if (this.waiting.length === 0) await this.arrival.wait(TRY_AGAIN_MS);
      // Those that were put back come first: they are older, and the order of their keys holds when they can be handled.
      const again = this.putBack.splice(0);
      const fresh = this.waiting.splice(0, this.batchLength(this.most - again.length));
      await this.run([...again, ...fresh], MAX_PUT_BACK);
    }
    this.pumping = false;
  }

  /** How many of the waiting messages make a batch. */
  private batchLength(most: number): number {
    let bytes = 0;
    const end = this.waiting.slice(0, most).findIndex(({ delivery }) => {
      bytes += delivery.message.value.length;
      return bytes > FULL_BYTES;
    });
    // One that is larger than a batch is a batch by itself.
    return end === -1 ? most : Math.max(1, end);
  }

  private async run(entries: readonly Entry[], room: number): Promise<void> {
    const deliveries = entries.map(({ delivery }) => delivery);
    const fates = await this.processor.process(deliveries, this.signal, room);
    for (const [at, entry] of entries.entries()) {
      if (fates[at] === 'done') entry.finish();
      if (fates[at] === 'put-back') this.putBack.push(asPutBack(entry));
    }
  }
}

function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { delivery }) => sum + delivery.message.value.length, 0);
}

function asPutBack(entry: Entry): Entry {
  const { delivery } = entry;
  return { ...entry, delivery: { ...delivery, putBackAt: delivery.putBackAt ?? Date.now() } };
}
