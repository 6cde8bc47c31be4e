import { waitFor } from '@muster/testing';
import type { KafkaMessage } from 'kafkajs';
import type { Delivery } from '../codec/raw-message';
import type { Fate } from '../consume/message-processor';
import { MAX_BATCH_EVENTS } from '../consume/subscription';
import { OffsetTracker } from './offset-tracker';
import { PartitionLane, type LaneProcessor } from './partition-lane';

const message = (offset: number, key: string): KafkaMessage => ({
  key: Buffer.from(key),
  value: Buffer.from(''),
  timestamp: '0',
  attributes: 0,
  offset: String(offset),
  headers: {},
});

/** Work that ends when the test says so. */
class ManualProcessor implements LaneProcessor {
  readonly started: string[][] = [];
  readonly rooms = new Set<number>();
  /** Offsets that are put back. */
  readonly notYet = new Set<number>();
  private readonly ends = new Map<string, () => void>();

  constructor(
    readonly batch: boolean,
    readonly most = MAX_BATCH_EVENTS,
  ) {}

  async process(
    deliveries: readonly Delivery[],
    signal: AbortSignal,
    room: number,
  ): Promise<readonly Fate[]> {
    if (signal.aborted) return deliveries.map(() => 'abandoned');
    this.rooms.add(room);
    const offsets = deliveries.map(({ offset }) => offset);
    this.started.push(offsets);
    await new Promise<void>((resolve) => this.ends.set(offsets[0] ?? '', resolve));
    return offsets.map((offset) => (this.notYet.has(Number(offset)) ? 'put-back' : 'done'));
  }

  giveUp(): Promise<Fate> {
    return Promise.reject(new Error('nothing is given up here'));
  }

  async end(...offsets: number[]): Promise<void> {
    for (const offset of offsets) {
      this.ends.get(String(offset))?.();
      await settled();
    }
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function lane(processor: LaneProcessor, stopping = new AbortController(), after = Promise.resolve()) {
  return new PartitionLane('topic', 0, processor, stopping.signal, after, () => undefined);
}

describe('OffsetTracker', () => {
  it('tells the offset before which everything is finished, over gaps', () => {
    const tracker = new OffsetTracker();
    const [finish3, finish4, finish9] = [3n, 4n, 9n].map((offset) => tracker.add(offset));
    expect(tracker.pending()).toBeUndefined();
    finish4?.();
    expect(tracker.pending()).toBeUndefined();
    finish3?.();
    expect(tracker.pending()).toBe(5n);
    tracker.commit(5n);
    expect(tracker.pending()).toBeUndefined();
    finish9?.();
    expect(tracker.pending()).toBe(10n);
  });
});

describe('PartitionLane', () => {
  it('keeps the order of a key and runs keys beside each other; commits only what is contiguous', async () => {
    const processor = new ManualProcessor(false);
    const under = lane(processor);
    under.accept([message(0, 'a'), message(1, 'a'), message(2, 'b')]);
    await settled();
    expect(processor.started).toEqual([['0'], ['2']]);
    await processor.end(2);
    expect(under.pendingOffset()).toBeUndefined();
    await processor.end(0);
    expect(under.pendingOffset()).toBe(1n);
    expect(processor.started).toEqual([['0'], ['2'], ['1']]);
    await processor.end(1);
    expect(under.pendingOffset()).toBe(3n);
  });

  it('gathers what arrives during a batch for the next one', async () => {
    const processor = new ManualProcessor(true);
    const under = lane(processor);
    under.accept([message(0, 'a')]);
    await settled();
    under.accept([message(1, 'a'), message(2, 'b')]);
    under.accept([message(3, 'a')]);
    await processor.end(0);
    expect(processor.started).toEqual([['0'], ['1', '2', '3']]);
    await processor.end(1);
    expect(under.pendingOffset()).toBe(4n);
  });

  it('tries what was put back again with the next messages, before them, and goes on meanwhile', async () => {
    const processor = new ManualProcessor(true);
    processor.notYet.add(0).add(2);
    const under = lane(processor);
    under.accept([message(0, 'a'), message(1, 'b')]);
    await settled();
    under.accept([message(2, 'c'), message(3, 'b')]);
    await processor.end(0);
    expect(processor.started).toEqual([
      ['0', '1'],
      ['0', '2', '3'],
    ]);
    processor.notYet.clear();
    await processor.end(0);
    expect(under.pendingOffset()).toBe(4n);
    expect([...processor.rooms]).toEqual([MAX_BATCH_EVENTS / 2]);
  });

  it('tries what was put back again when nothing comes', async () => {
    const processor = new ManualProcessor(true);
    processor.notYet.add(0);
    const under = lane(processor);
    under.accept([message(0, 'a')]);
    await settled();
    await processor.end(0);
    processor.notYet.clear();
    await waitFor(() => processor.started.length === 2, { what: 'the next try', timeoutMs: 5_000 });
    await processor.end(0);
    expect(under.pendingOffset()).toBe(1n);
  });

  it('leaves out what comes again after a rebalance, and only then', async () => {
    const processor = new ManualProcessor(false);
    const under = lane(processor);
    under.accept([message(5, 'a'), message(6, 'b')]);
    under.expectRepeats();
    under.accept([message(5, 'a'), message(6, 'b'), message(7, 'c')]);
    await settled();
    expect(processor.started).toEqual([['5'], ['6'], ['7']]);
    under.accept([message(0, 'd')]);
    await settled();
    expect(processor.started).toEqual([['5'], ['6'], ['7'], ['0']]);
  });

  it('begins nothing more once it is revoked, and is idle when its running work has ended', async () => {
    const processor = new ManualProcessor(false);
    const under = lane(processor);
    under.accept([message(0, 'a'), message(1, 'a')]);
    await settled();
    under.revoke();
    let idle = false;
    const ended = under.idle().then(() => (idle = true));
    await settled();
    expect(idle).toBe(false);
    await processor.end(0);
    await ended;
    expect(processor.started).toEqual([['0']]);
  });

  it('waits for the work of the lane before it', async () => {
    const processor = new ManualProcessor(false);
    let free: () => void = () => undefined;
    const under = lane(processor, new AbortController(), new Promise((resolve) => (free = resolve)));
    under.accept([message(0, 'a')]);
    await settled();
    expect(processor.started).toEqual([]);
    free();
    await settled();
    expect(processor.started).toEqual([['0']]);
  });

  it('is full at so many waiting messages, until half of them are done', async () => {
    const processor = new ManualProcessor(false);
    const under = lane(processor);
    const messages = Array.from({ length: MAX_BATCH_EVENTS }, (_, offset) => message(offset, String(offset)));
    under.accept(messages.slice(1));
    expect(under.isFull()).toBe(false);
    under.accept([message(MAX_BATCH_EVENTS, 'last')]);
    expect(under.isFull()).toBe(true);
    await settled();
    const half = MAX_BATCH_EVENTS / 2;
    await processor.end(...Array.from({ length: half }, (_, index) => index + 1));
    expect(under.isFull()).toBe(true);
    await processor.end(half + 1);
    expect(under.isFull()).toBe(false);
  });

  it('makes batches as large as the handler takes', async () => {
    const processor = new ManualProcessor(true, 3);
    const under = lane(processor);
    under.accept(Array.from({ length: 5 }, (_, offset) => message(offset, 'a')));
    expect(under.isFull()).toBe(true);
    await settled();
    await processor.end(0, 3);
    expect(processor.started).toEqual([
      ['0', '1', '2'],
      ['3', '4'],
    ]);
    expect(under.isFull()).toBe(false);
  });

  it('cuts batches by bytes, and fetches no more while there are many', async () => {
    const processor = new ManualProcessor(true);
    const under = lane(processor);
    const value = Buffer.alloc(3 * 1024 * 1024);
    under.accept([0, 1].map((offset) => ({ ...message(offset, 'a'), value })));
    expect(under.isFull()).toBe(false);
    under.accept([2, 3].map((offset) => ({ ...message(offset, 'a'), value })));
    under.accept([{ ...message(4, 'a'), value: Buffer.alloc(9 * 1024 * 1024) }, message(5, 'a')]);
    expect(under.isFull()).toBe(true);
    await settled();
    await processor.end(0, 2, 4, 5);
    // One that is larger than a batch is a batch by itself.
    expect(processor.started).toEqual([['0', '1'], ['2', '3'], ['4'], ['5']]);
    expect(under.isFull()).toBe(false);
  });
});
