import { isUtf8 } from 'node:buffer';
import { cloudEventAttributes, type CloudEvent, type TopicDefinition } from '@muster/contracts';
import type { z } from 'zod';
import { PermanentError } from '../../errors/errors';
import { JsonError, parseJsonExact } from '../../json/parse-json-exact';
import { fetchClaim, isClaim, type ClaimStore } from './claim-check';
import type { RawMessage } from './raw-message';

/**
 * Reads an event of a topic and checks it against its contract.
 *
 * @throws PermanentError with the code `event.undecodable`, `event.malformed-envelope`, `event.unknown-type`, `event.malformed-json`,
 *   `event.too-deep`, `event.invalid-data` or `event.claim-missing`.
 * @throws DependencyDownError when the data lies in an object store that does not answer.
 */
export async function decodeEvent(
  claims: ClaimStore,
  topic: TopicDefinition,
  message: RawMessage,
): Promise<CloudEvent> {
  if (message.unreadable !== undefined) throw new PermanentError('event.undecodable', message.unreadable);
  const envelope = cloudEventAttributes.safeParse(attributesOf(message.headers));
  if (!envelope.success) {
    throw new PermanentError('event.malformed-envelope', `the envelope is broken: ${issues(envelope.error)}`);
  }
  const { type } = envelope.data;
  const definition = topic.events.find((event) => event.type === type);
  if (!definition) throw new PermanentError('event.unknown-type', `${topic.name} has no event ${type}`);

  const data = definition.data.safeParse(parseData(await dataText(claims, message)));
  if (!data.success) {
    throw new PermanentError('event.invalid-data', `the data breaks its contract: ${issues(data.error)}`);
  }
  return { ...envelope.data, data: data.data };
}

const ATTRIBUTE_PREFIX = 'ce_';
const KNOWN_ATTRIBUTES = new Set(Object.keys(cloudEventAttributes.shape));

/** Attributes of the contract; extension attributes of other senders are theirs and not ours to refuse. */
function attributesOf(headers: RawMessage['headers']): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    const name = header.startsWith(ATTRIBUTE_PREFIX) ? header.slice(ATTRIBUTE_PREFIX.length) : undefined;
    if (name !== undefined && KNOWN_ATTRIBUTES.has(name)) attributes[name] = value;
    // Media type parameters, such as a charset, say nothing that JSON leaves open.
    if (header === 'content-type') attributes.datacontenttype = value.split(';')[0]?.trim() ?? value;
  }
  return attributes;
}

async function dataText(claims: ClaimStore, message: RawMessage): Promise<string> {
  const reference = message.headers.ce_dataref;
  if (reference === undefined) {
    // A replacement character would silently change a name or an id.
    if (!isUtf8(message.value)) throw new PermanentError('event.malformed-json', 'the value is not UTF-8');
    return message.value.toString('utf8');
  }
  if (!isClaim(reference)) throw new PermanentError('event.malformed-envelope', 'ce_dataref is no claim');
  try {
    return await fetchClaim(claims, reference);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw new PermanentError('event.claim-missing', 'the data is gone from the object store', {
      cause: error,
    });
  }
}

function parseData(json: string): unknown {
  try {
    return parseJsonExact(json);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const code = error.code === 'json.too-deep' ? 'event.too-deep' : 'event.malformed-json';
    throw new PermanentError(code, error.message, { cause: error });
  }
}

/** At most this many issues are named: a message may be wrong in thousands of places. */
const MAX_ISSUES = 5;

function issues(error: z.ZodError): string {
  return error.issues
    .slice(0, MAX_ISSUES)
    .map((issue) => `/${issue.path.join('/')}: ${issue.message}`)
    .join('; ');
}
