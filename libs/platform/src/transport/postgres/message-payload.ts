import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import type { RawMessage } from '../codec/raw-message';

const storedMessage = z.object({
  key: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  value: z.string(),
  /** Key and value are base64, because they are not text. */
  base64: z.literal(true).optional(),
});
type StoredMessage = z.infer<typeof storedMessage>;

const jobPayload = z.object({
  bucket: z.number().int(),
  messages: z.array(storedMessage),
  putBackAt: z.number().optional(),
  deaths: z.number().int().optional(),
});

/** Messages of one ordered queue, as the payload of a job. */
export interface JobPayload {
  readonly bucket: number;
  readonly messages: readonly RawMessage[];
  /** When the messages were first put back, if they were: in milliseconds since 1970. */
  readonly putBackAt?: number;
  /** How many processes have begun the first message and died. */
  readonly deaths?: number;
}

/** Every byte of key and value comes back from `parsePayload`; text stays readable in the table of jobs. */
export function formatPayload({ messages, ...payload }: JobPayload): string {
  return JSON.stringify({ ...payload, messages: messages.map(store) });
}

export function parsePayload(payload: unknown): JobPayload {
  const { bucket, messages, putBackAt, deaths } = jobPayload.parse(payload);
  return {
    bucket,
    messages: messages.map(restore),
    ...(putBackAt !== undefined && { putBackAt }),
    ...(deaths !== undefined && { deaths }),
  };
}

function store({ key, headers, value }: RawMessage): StoredMessage {
  const isText = isUtf8(value) && (key === undefined || isUtf8(key));
  const encoding = isText ? 'utf8' : 'base64';
  return {
    ...(key && { key: key.toString(encoding) }),
    headers,
    value: value.toString(encoding),
    ...(!isText && { base64: true as const }),
  };
}

function restore({ key, headers, value, base64 }: StoredMessage): RawMessage {
  const encoding = base64 ? 'base64' : 'utf8';
  return {
    key: key === undefined ? undefined : Buffer.from(key, encoding),
    headers,
    value: Buffer.from(value, encoding),
  };
}
