import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { defineEvent, defineTopic } from '@muster/contracts';
import { z } from 'zod';
import { PermanentError } from '../errors/errors';
import type { ClaimStore } from './codec/claim-check';
import type { RetryPolicy } from './consume/retry-policy';
import { createEvent } from './create-event';

/** A topic of its own for every test, so that tests on one broker do not see each other. */
export function testTopic() {
  return defineTopic({
    name: `test.${randomUUID()}.v1`,
    summary: 'Numbered events',
    cleanup: 'delete',
    key: 'any',
    partitions: 4,
    events: [
      defineEvent(
        'test.numbered.v1',
        'Something with a number',
        z.object({ number: z.number().int(), text: z.string().optional() }),
      ),
    ],
  });
}
export type TestTopic = ReturnType<typeof testTopic>;

export const organisationId = '7a1c2f0e-5a5e-4a67-9a3d-1f3f0d6f7a10';

export function numbered(topic: TestTopic, key: string, number: number, text?: string) {
  return createEvent(topic, {
    type: 'test.numbered.v1',
    service: 'test',
    organisationId,
    subject: key,
    key,
    identity: [topic.name, key, number],
    data: { number, ...(text !== undefined && { text }) },
  });
}
export type NumberedEvent = ReturnType<typeof numbered>;

/** Claims in memory. */
export class MemoryClaims implements ClaimStore {
  readonly objects = new Map<string, Buffer>();

  put(_bucket: string, key: string, body: unknown): Promise<number> {
    if (!Buffer.isBuffer(body)) throw new Error('claims are put as buffers');
    this.objects.set(key, body);
    return Promise.resolve(body.length);
  }

  get(_bucket: string, key: string): Promise<Readable> {
    const body = this.objects.get(key);
    if (!body) return Promise.reject(new PermanentError('object.not-found', `no object ${key}`));
    return Promise.resolve(Readable.from([body]));
  }
}

export const quickRetries: RetryPolicy = {
  attempts: 3,
  baseDelayMs: 5,
  maxDelayMs: 20,
  maxPauseMs: 40,
  deaths: 2,
};
