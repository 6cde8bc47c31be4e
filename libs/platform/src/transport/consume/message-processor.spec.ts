import { DependencyDownError, PermanentError } from '../../errors/errors';
import { Log } from '../../logs/log';
import { currentContext } from '../../context/execution-context';
import { encodeEvent } from '../codec/event-encoder';
import type { Delivery } from '../codec/raw-message';
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
  let paused = 0;
  const processor = new MessageProcessor(subscription, {
    group: 'test',
    claims: new MemoryClaims(),
    deadLetters: {
      bury: async (_topic, { offset }, { code, attempts }) =>
        void seen.push(`buried ${offset}: ${code} after ${attempts}`),
    },
    policy: quickRetries,
    metrics: { ...noTransportMetrics, paused: (_topic, by) => (paused += by) },
    log: Log.create('test', 'silent'),
    concurrency: 1,
  });
  return { seen, processor, isPaused: () => paused > 0 };
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
    expect(await processor.process([await delivery(1)], never)).toBe(1);
    const { id } = numbered(topic, 'a', 1);
    expect(given).toMatchObject([{ event: { id, data: { number: 1 } }, code, attempts, error }]);
    expect(contexts).toEqual([id]);
    expect(seen).toEqual(['told', `buried 1: ${code} after ${attempts}`]);
  });

  it('buries what nobody wants to be told of', async () => {
    const { seen, processor } = processing(failing(new PermanentError('test.never', 'never')));
    expect(await processor.process([await delivery(1)], never)).toBe(1);
    expect(seen).toEqual(['buried 1: test.never after 1']);
  });

  it('tells nothing of what cannot be read', async () => {
    const { seen, processor } = processing(
      failing(new Error('always'), () => Promise.reject(new Error('told'))),
    );
    expect(await processor.process([unreadable], never)).toBe(1);
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
    expect(await processor.process([await delivery(1)], never)).toBe(1);
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
    expect(await processor.process([await delivery(1), await delivery(2)], stopping.signal)).toBe(0);
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
    expect(await processor.process(deliveries, never)).toBe(4);
    expect(told).toEqual([
      [{ number: 1 }, 'test.one'],
      [{ number: 3 }, 'handler.failed'],
    ]);
    expect(seen).toEqual(['buried 1: test.one after 1', 'buried 3: handler.failed after 3']);
  });
});
