import { diagnostic } from '@muster/contracts';
import { z } from 'zod';
import type { Delivery, RawMessage } from '../codec/raw-message';
import type { LetterBody, Verdict } from './dead-letter-sink';
import type { DeadLetter } from './dead-letters.port';
import { isParkedBody } from './parked-body';

const PREFIX = 'x-';
/** A sentence of a library may quote the data; what is wrong shows at its beginning. */
const MAX_MESSAGE_CHARACTERS = 1_000;
const MAX_ERRORS = 10;

const size = { bytes: z.number().int().nonnegative(), sha256: z.string() };
const letterBody = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('parked'), key: z.string().refine(isParkedBody), ...size }),
    z.object({ kind: z.literal('lost'), ...size }),
  ])
  .optional();

/** The message as it came, with headers that say where it was and why it could not be handled. */
export function toDeadLetterMessage(
  { topic, partition, offset, message }: Delivery,
  verdict: Verdict,
  body?: LetterBody,
): RawMessage {
  const errors = verdict.errors
    .slice(0, MAX_ERRORS)
    .map((error) => ({ ...error, message: cut(error.message) }));
  return {
    key: message.key,
    value: message.value,
    headers: {
      ...message.headers,
      'x-original-topic': topic,
      'x-original-partition': String(partition),
      'x-original-offset': offset,
      'x-error-code': verdict.code,
      'x-error-message': cut(verdict.message),
      ...(errors.length > 0 && { 'x-errors': JSON.stringify(errors) }),
      'x-attempts': String(verdict.attempts),
      'x-failed-at': verdict.failedAt.toISOString(),
      'x-consumer': verdict.consumer,
      ...(body && { 'x-body': JSON.stringify(body) }),
    },
  };
}

/** Reads a dead letter back. Its `x-` headers are the transport's own. */
export function fromDeadLetterMessage(id: string, { key, headers, value }: RawMessage): DeadLetter {
  const header = (name: string) => headers[`${PREFIX}${name}`] ?? '';
  return {
    id,
    key,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX))),
    value,
    body: letterBody.catch(undefined).parse(parsed(header('body'))),
    originalTopic: header('original-topic'),
    originalPartition: Number(header('original-partition')),
    originalOffset: header('original-offset'),
    errorCode: header('error-code'),
    errorMessage: header('error-message'),
    errors: diagnostic
      .array()
      .catch([])
      .parse(parsed(header('errors'))),
    attempts: Number(header('attempts')),
    failedAt: new Date(header('failed-at')),
    consumer: header('consumer'),
  };
}

/** A letter may have been written by another release, or by hand: what cannot be read is left out. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return text.length <= MAX_MESSAGE_CHARACTERS ? text : `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…`;
}
