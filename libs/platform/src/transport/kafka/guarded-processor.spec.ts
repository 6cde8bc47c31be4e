import { Gate } from '../../concurrency/gate';
import type { Delivery } from '../codec/raw-message';
import type { Fate } from '../consume/message-processor';
import { GuardedProcessor } from './guarded-processor';
import type { LaneProcessor } from './partition-lane';
import { StartNotes } from './start-notes';

const never = new AbortController().signal;
const MAX_DEATHS = 3;

const delivery = (offset: number): Delivery => ({
  ...{ topic: 'topic', partition: 0, offset: String(offset) },
  message: { key: Buffer.from('a'), headers: {}, value: Buffer.from('') },
});

/** A broker that keeps notes, and processes that begin, die and end. */
class Partition {
  committed: string | null = null;
  readonly started: string[][] = [];
  readonly buried: string[] = [];
  /** Messages that never end: they kill whoever begins them. */
  readonly killers = new Set<string>();

  owner(batch: boolean, alive: readonly string[] = []): GuardedProcessor {
    const notes: StartNotes = new StartNotes(
      () => 'member',
      () => {
        const { metadata, version } = notes.toCommit();
        this.committed = metadata;
        notes.committed(version);
      },
    );
    const inner: LaneProcessor = {
      batch,
      most: 500,
      process: async (deliveries) => {
        this.started.push(deliveries.map(({ offset }) => offset));
        if (deliveries.some(({ offset }) => this.killers.has(offset))) await new Promise(() => undefined);
        return deliveries.map((): Fate => 'done');
      },
      giveUp: async ({ offset }, _signal, mayRead) => {
        this.buried.push(`${offset} ${mayRead ? 'read' : 'unread'}`);
        return 'done';
      },
    };
    const left = this.committed;
    const loaded = Promise.resolve().then(() => {
      notes.load(left, (owner) => alive.includes(owner));
    });
    return new GuardedProcessor(inner, { notes, loaded, maxDeaths: MAX_DEATHS, suspects: new Gate(1) });
  }

  startsNoted(): unknown {
    return (JSON.parse(this.committed ?? '{}') as { starts?: unknown }).starts;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('GuardedProcessor', () => {
  it('notes that there is work before it begins, and no starts', async () => {
    const partition = new Partition();
    await partition.owner(false).process([delivery(1)], never, 0);
    expect(partition.started).toEqual([['1']]);
    expect(partition.startsNoted()).toEqual({});
  });

  it('notes each start after an owner that died, and gives up what killed too often', async () => {
    const partition = new Partition();
    partition.killers.add('5');
    // The first death is of an owner who noted no starts; each further one is counted.
    for (let deaths = 0; deaths <= MAX_DEATHS; deaths++) {
      const owner = partition.owner(false);
      void owner.process([delivery(5)], never, 0);
      void owner.process([delivery(6)], never, 0);
      await settled();
      expect(partition.startsNoted()).toEqual(deaths === 0 ? {} : { '5': deaths });
    }
    const last = partition.owner(false);
    expect(await last.process([delivery(5)], never, 0)).toEqual(['done']);
    expect(await last.process([delivery(6)], never, 0)).toEqual(['done']);
    expect(partition.buried).toEqual(['5 read']);
  });

  it('buries unread what kills when it is read for its burial', async () => {
    const partition = new Partition();
    partition.committed = JSON.stringify({ owner: 'dead', starts: { '5': MAX_DEATHS + 1 } });
    await partition.owner(false).process([delivery(5)], never, 0);
    expect(partition.buried).toEqual(['5 unread']);
  });

  it('lets those go free that were in hand beside the one', async () => {
    const partition = new Partition();
    partition.killers.add('3');
    const batch = [1, 2, 3, 4].map(delivery);
    for (let deaths = 0; deaths <= MAX_DEATHS; deaths++) {
      void partition.owner(true).process(batch, never, 0);
      await settled();
      await settled();
    }
    expect(partition.started).toEqual([
      ['1', '2', '3', '4'],
      ['1', '2', '3', '4'],
      // Those that were in hand run alone, until they have ended once.
      ['1'],
      ['2'],
      ['3'],
      ['1', '2'],
      ['3'],
    ]);
    expect(await partition.owner(true).process(batch, never, 0)).toEqual(Array(4).fill('done'));
    expect(partition.buried).toEqual(['3 read']);
  });

  it('believes that an owner has not died who is still in the group', async () => {
    const partition = new Partition();
    partition.committed = JSON.stringify({ owner: 'alive', starts: { '5': 10 } });
    await partition.owner(false, ['alive']).process([delivery(5)], never, 0);
    expect(partition.started).toEqual([['5']]);
    expect(partition.buried).toEqual([]);
    expect(partition.startsNoted()).toEqual({});
  });

  it('begins nothing, and waits for nothing, once it is stopped', async () => {
    const partition = new Partition();
    const stopping = new AbortController();
    const notes = new StartNotes(
      () => 'member',
      () => undefined,
    );
    const guarded = new GuardedProcessor(partition.owner(false), {
      ...{ notes, maxDeaths: MAX_DEATHS, suspects: new Gate(1) },
      loaded: Promise.resolve(),
    });
    const fates = guarded.process([delivery(1)], stopping.signal, 0);
    await settled();
    stopping.abort();
    expect(await fates).toEqual(['abandoned']);
    expect(partition.started).toEqual([]);
  });
});
