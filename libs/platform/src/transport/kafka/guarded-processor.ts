import { Gate } from '../../concurrency/gate';
import type { Delivery } from '../codec/raw-message';
import type { Fate } from '../consume/message-processor';
import type { LaneProcessor } from './partition-lane';
import type { StartNotes } from './start-notes';

/** An owner that died had at most so many messages of a partition in hand: a full lane and one fetch. */
const CAREFUL_MESSAGES = 5_000n;
/** A batch is noted message by message, and notes have to fit into the 4 KiB that Kafka keeps beside an offset. */
const CAREFUL_BATCH = 100;

export interface GuardOptions {
  readonly notes: StartNotes;
  /** Resolves when the notes of the owner before are loaded. */
  readonly loaded: Promise<void>;
  /** A message that this many owners have started and not outlived is given up. */
  readonly maxDeaths: number;
  /** Messages that may kill the process run one at a time in it, so that none takes the blame for another. */
  readonly suspects: Gate;
}

/**
 * Recognises messages that kill the process, for one partition. After an owner that died, messages are started one by one, each
 * noted before; one that was in hand at a death runs alone, and one that was so too often becomes a dead letter.
 */
export class GuardedProcessor implements LaneProcessor {
  private readonly oneByOne = new Gate(1);
  private carefulUntil: bigint | undefined;

  constructor(
    private readonly inner: LaneProcessor,
    private readonly options: GuardOptions,
  ) {}

  get batch(): boolean {
    return this.inner.batch;
  }

  get most(): number {
    return this.inner.most;
  }

  giveUp(delivery: Delivery, signal: AbortSignal, mayRead: boolean): Promise<Fate> {
    return this.inner.giveUp(delivery, signal, mayRead);
  }

  async process(
    deliveries: readonly Delivery[],
    signal: AbortSignal,
    room: number,
  ): Promise<readonly Fate[]> {
    const { notes, loaded } = this.options;
    await untilAborted(
      loaded.then(() => notes.open()),
      signal,
    );
    if (signal.aborted) return deliveries.map(() => 'abandoned');
    if (!deliveries.some((delivery) => this.isCareful(delivery))) {
      return this.inner.process(deliveries, signal, room);
    }
    return this.oneByOne.run(() => this.processCarefully(deliveries, signal, room));
  }

  private async processCarefully(
    deliveries: readonly Delivery[],
    signal: AbortSignal,
    room: number,
  ): Promise<readonly Fate[]> {
    const fates: Fate[] = [];
    let left = room;
    for (const part of this.parts(deliveries)) {
      const added = signal.aborted
        ? part.map(() => 'abandoned' as const)
        : await this.noted(part, signal, left);
      left -= added.filter((fate) => fate === 'put-back').length;
      fates.push(...added);
    }
    return fates;
  }

  /** Suspects alone, the others together. */
  private parts(deliveries: readonly Delivery[]): Delivery[][] {
    const parts: Delivery[][] = [];
    let open: Delivery[] | undefined;
    for (const delivery of deliveries) {
      if (this.startsOf(delivery) > 0) {
        parts.push([delivery]);
        open = undefined;
      } else if (open && open.length < CAREFUL_BATCH) open.push(delivery);
      else parts.push((open = [delivery]));
    }
    return parts;
  }

  private async noted(
    part: readonly Delivery[],
    signal: AbortSignal,
    room: number,
  ): Promise<readonly Fate[]> {
    const { notes, suspects, maxDeaths } = this.options;
    const offsets = part.map(({ offset }) => offset);
    const [first] = part;
    const deaths = first ? this.startsOf(first) : 0;
    const work = async (): Promise<readonly Fate[]> => {
      await untilAborted(notes.begin(offsets), signal);
      if (signal.aborted) return part.map(() => 'abandoned' as const);
      if (!first || deaths < maxDeaths) return this.inner.process(part, signal, room);
      // Reading it may be what kills: if it does, the next owner buries it unread.
      return [await this.giveUp(first, signal, deaths === maxDeaths)];
    };
    try {
      return deaths > 0 ? await suspects.run(work) : await work();
    } finally {
      notes.end(offsets);
    }
  }

  private startsOf({ offset }: Delivery): number {
    return this.options.notes.startsOf(offset);
  }

  private isCareful(delivery: Delivery): boolean {
    if (!this.options.notes.isUnclean) return false;
    const offset = BigInt(delivery.offset);
    this.carefulUntil ??= offset + CAREFUL_MESSAGES;
    return offset < this.carefulUntil || this.startsOf(delivery) > 0;
  }
}

/** Work that needs the broker may take for ever when it is away; a consumer that stops does not wait for it. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let stop: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
