import type { RawMessage } from '../codec/raw-message';
import { formatPayload, parsePayload } from './message-payload';
import { bucketOf, toJobs } from './ordered-queues';

const raw = (key: string | undefined, value: string | Buffer): RawMessage => ({
  key: key === undefined ? undefined : Buffer.from(key),
  headers: { ce_id: 'x' },
  value: Buffer.from(value),
});

describe('toJobs', () => {
  it('keeps a key in its queue and its order, at most 500 messages in a job', () => {
    const messages = Array.from({ length: 2500 }, (_, number) => raw(`key-${number % 3}`, String(number)));
    const jobs = toJobs(messages);
    expect(Math.max(...jobs.map(({ messages: part }) => part.length))).toBe(500);
    for (const key of ['key-0', 'key-1', 'key-2']) {
      const mine = jobs.filter(({ bucket }) => bucket === bucketOf(Buffer.from(key)));
      const numbers = mine
        .flatMap(({ messages: part }) => part)
        .filter((message) => message.key?.toString() === key)
        .map(({ value }) => Number(value.toString()));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(jobs.flatMap(({ messages: part }) => part)).toHaveLength(2500);
  });

  it('begins a new job before one grows beyond 4 MiB', () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    const jobs = toJobs(Array.from({ length: 9 }, () => raw('a', megabyte)));
    expect(jobs.map(({ messages }) => messages.length)).toEqual([4, 4, 1]);
  });

  it('never moves a key to another queue', () => {
    expect(['', 'a', 'audience', 'ü'].map((key) => bucketOf(Buffer.from(key)))).toEqual([5, 12, 3, 10]);
    expect(bucketOf(undefined)).toBe(5);
  });
});

describe('the payload of a job', () => {
  it.each([
    ['text', raw('kéy', '{"a":"ü\\u0000"}')],
    ['no key', raw(undefined, '{}')],
    ['bytes', raw('a', Buffer.from([0, 0xff, 0xfe]))],
    ['a key of bytes', { ...raw('a', '{}'), key: Buffer.from([0xff]) }],
    ['nothing', raw('a', '')],
  ])('brings %s back as it was', (_what, message) => {
    const payload = { bucket: 3, messages: [message] };
    expect(parsePayload(JSON.parse(formatPayload(payload)))).toEqual(payload);
  });

  it('is refused when it is something else', () => {
    expect(() => parsePayload({ bucket: 'x' })).toThrow();
  });
});
