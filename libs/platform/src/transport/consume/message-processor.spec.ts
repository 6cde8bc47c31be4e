import { DependencyDownError, NotYetError, PermanentError } from '../../errors/errors';
import { Log } from '../../logs/log';
import { currentContext } from '../../context/execution-context';
import { encodeEvent } from '../codec/event-encoder';
import type { Delivery } from '../codec/raw-message';
import type { Verdict } from '../dead-letters/dead-letter-sink';
import type { GivenUp } from '../given-up';
import { MemoryClaims, numbered, quickRetries, testTopic } from '../test-events-spec';
import { noTransportMetrics } from '../transport-metrics';
import { MessageProcessor } from './message-processor';
import type { Subscription } from './subscription';

const topic = testTopic();
const never = new AbortController().signal;

async function delivery(number: number): Promise<Delivery> {
  const message = await encodeEvent(new MemoryClaims(), topic.name, numbered(topic, 'a', number));
  return { topic: topic.name, partition: 0, offset: String(number), message };
}

const unreadable: Delivery = {
  ...{ topic: topic.name, partition: 0, offset: '0' },
  message: { key: undefined, headers: {}, value: Buffer.from('?') },
};

/** A processor that notes, in order, what is told and what is buried. */
function processing(subscription: Subscription) {
  const seen: string[] = [];
  const verdicts: Verdict[] = [];
  let paused = 0;
  const processor = new MessageProcessor(subscription, {
    group: 'test',
    claims: new MemoryClaims(),
    deadLetters: {
      bury: async (_topic, { offset }, verdict) => {
        verdicts.push(verdict);
        seen.push(`buried ${offset}: ${verdict.code} after ${verdict.attempts}`);
      },
    },
    policy: quickRetries,
    metrics: { ...noTransportMetrics, paused: (_topic, by) => (paused += by) },
    log: Log.create('test', 'silent'),
    concurrency: 1,
  });
  return { seen, verdicts, processor, isPaused: () => paused > 0 };
}

function failing(error: Error, givenUp?: (given: GivenUp) => Promise<void>): Subscription {
  return { batch: false, topic, handle: () => Promise.reject(error), ...(givenUp && { givenUp }) };
}

describe('MessageProcessor, giving a message up', () => {
  it.each([
    [new PermanentError('test.never', 'never'), 'test.never', 1],
    [new Error('always'), 'handler.failed', quickRetries.attempts],
  ])('tells of %s, and only then buries it', async (error, code, attempts) => {
    const given: GivenUp[] = [];
    const contexts: unknown[] = [];
    const { seen, processor } = processing(
      failing(error, async (up) => {
        given.push(up);
        contexts.push(currentContext()?.eventId);
        seen.push('told');
      }),
    );
    expect(await processor.process([await delivery(1)], never)).toEqual(['done']);
    const { id } = numbered(topic, 'a', 1);
    expect(given).toMatchObject([{ event: { id, data: { number: 1 } }, code, attempts, error }]);
    expect(contexts).toEqual([id]);
    expect(seen).toEqual(['told', `buried 1: ${code} after ${attempts}`]);
  });

  it('buries what nobody wants to be told of', async () => {
    const { seen, processor } = processing(failing(new PermanentError('test.never', 'never')));
    expect(await processor.process([await delivery(1)], never)).toEqual(['done']);
    expect(seen).toEqual(['buried 1: test.never after 1']);
  });

  it('tells nothing of what cannot be read', async () => {
    const { seen, processor } = processing(
      failing(new Error('always'), () => Promise.reject(new Error('told'))),
    );
    expect(await processor.process([unreadable], never)).toEqual(['done']);
    expect(seen).toEqual(['buried 0: event.malformed-envelope after 1']);
  });

  it.each([
    new DependencyDownError('postgres', 'down'),
    new Error('a mistake'),
    new PermanentError('test.mistake', 'a mistake that stays'),
  ])('pauses for as long as telling fails with %s', async (mistake) => {
    let broken = true;
    let probes = 0;
    const { seen, processor, isPaused } = processing(
      failing(new PermanentError('test.never', 'never'), async () => {
        // More often than a message is attempted.
        if (++probes > quickRetries.attempts + 2) broken = false;
        expect(seen).toEqual([]);
        if (probes > 1) expect(isPaused()).toBe(true);
        if (broken) throw mistake;
      }),
    );
    expect(await processor.process([await delivery(1)], never)).toEqual(['done']);
    expect(seen).toEqual(['buried 1: test.never after 1']);
    expect(isPaused()).toBe(false);
  });

  it('leaves the message where it is when the consumer stops before it could tell', async () => {
    const stopping = new AbortController();
    const { seen, processor } = processing(
      failing(new PermanentError('test.never', 'never'), async () => {
        stopping.abort();
        throw new DependencyDownError('broker', 'down');
      }),
    );
    expect(await processor.process([await delivery(1), await delivery(2)], stopping.signal)).toEqual([
      'abandoned',
      'abandoned',
    ]);
    expect(seen).toEqual([]);
  });

  it('tells of the events of a batch that are rejected, or that the batch fails on', async () => {
    const told: unknown[] = [];
    const { seen, processor } = processing({
      batch: true,
      topic,
      handle: async (events) => {
        const numbers = events.map(({ data }) => (data as { number: number }).number);
        if (numbers.includes(3)) throw new Error('three');
        const error = new PermanentError('test.one', 'no ones');
        return events.filter((_event, at) => numbers[at] === 1).map((event) => ({ event, error }));
      },
      givenUp: async ({ event, code }) => void told.push([event.data, code]),
    });
    const deliveries = await Promise.all([0, 1, 2, 3].map(delivery));
    expect(await processor.process(deliveries, never)).toEqual(Array(4).fill('done'));
    expect(told).toEqual([
      [{ number: 1 }, 'test.one'],
      [{ number: 3 }, 'handler.failed'],
    ]);
    expect(seen).toEqual(['buried 1: test.one after 1', 'buried 3: handler.failed after 3']);
  });
});

describe('MessageProcessor, explaining what it buries', () => {
  it('passes on the sentence and the pointers of a permanent error', async () => {
    const errors = [{ code: 'test.field', pointer: '/number', message: 'too odd' }];
    const { verdicts, processor } = processing(
      failing(new PermanentError('test.never', 'the number is too odd', { errors })),
    );
    await processor.process([await delivery(1)], never);
    expect(verdicts).toMatchObject([{ message: 'the number is too odd', errors }]);
  });

  it('keeps what other errors say to the log: they quote statements, hosts and data', async () => {
    const { verdicts, processor } = processing(failing(new Error('SELECT secret FROM db-1')));
    await processor.process([await delivery(1)], never);
    expect(verdicts).toMatchObject([
      { message: 'the handler failed in 3 attempts; the log of the consumer says why', errors: [] },
    ]);
  });

  it('names the fields of data that break the contract', async () => {
    const { verdicts, processor } = processing(failing(new Error('unheard')));
    const { message, ...where } = await delivery(1);
    const broken = { ...where, message: { ...message, value: Buffer.from('{"number":"one"}') } };
    await processor.process([broken], never);
    expect(verdicts).toMatchObject([{ code: 'event.invalid-data', errors: [{ pointer: '/number' }] }]);
  });
});

describe('MessageProcessor, when its consumer stops', () => {
  it('begins nothing of what waits for its turn', async () => {
    const stopping = new AbortController();
    let begun = 0;
    let end: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (end = resolve));
    const { processor } = processing({
      batch: false,
      topic,
      handle: async () => {
        begun++;
        await first;
      },
    });
    const all = Promise.all(
      Array.from({ length: 200 }, async (_, number) =>
        processor.process([await delivery(number)], stopping.signal),
      ),
    );
    while (begun === 0) await new Promise((resolve) => setImmediate(resolve));
    stopping.abort();
    end();
    const fates = (await all).flat();
    expect(begun).toBe(1);
    expect(fates.filter((fate) => fate === 'done')).toHaveLength(1);
    expect(fates.filter((fate) => fate === 'abandoned')).toHaveLength(199);
  });
});

describe('MessageProcessor, putting messages of a batch back', () => {
  const notYet = new NotYetError('test.not-yet', 'not yet', 60_000);
  const rejecting = (...numbers: number[]): Subscription => ({
    batch: true,
    topic,
    handle: async (events) =>
      events
        .filter(({ data }) => numbers.includes((data as { number: number }).number))
        .map((event) => ({ event, error: notYet })),
  });
  const deliveries = () => Promise.all([0, 1, 2, 3].map(delivery));

  it('handles the others meanwhile', async () => {
    const { seen, processor } = processing(rejecting(1));
    expect(await processor.process(await deliveries(), never, 10)).toEqual([
      'done',
      'put-back',
      'done',
      'done',
    ]);
    expect(seen).toEqual([]);
  });

  it('gives up what there is no room for', async () => {
    const { seen, processor } = processing(rejecting(1, 2));
    expect(await processor.process(await deliveries(), never, 1)).toEqual([
      'done',
      'put-back',
      'done',
      'done',
    ]);
    expect(seen).toEqual(['buried 2: test.not-yet after 1']);
  });

  it('gives up what has been put back for long enough', async () => {
    const { seen, processor } = processing(rejecting(1, 2));
    const [zero, one, two] = await deliveries();
    if (!zero || !one || !two) throw new Error('there are four');
    const old = { ...one, putBackAt: Date.now() - 60_000 };
    const young = { ...two, putBackAt: Date.now() - 30_000 };
    expect(await processor.process([zero, old, young], never, 10)).toEqual(['done', 'done', 'put-back']);
    expect(seen).toEqual(['buried 1: test.not-yet after 1']);
  });
});
