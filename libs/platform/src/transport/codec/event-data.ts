import { isUtf8 } from 'node:buffer';
import type { TopicDefinition } from '@muster/contracts';
import { PermanentError } from '../../errors/errors';
import { JsonError, parseJsonExact } from '../../json/parse-json-exact';
import { fetchClaim, isClaim, type ClaimStore } from './claim-check';
import { PARKED_FIELDS, readParkedFields } from './parked-fields';
import type { RawMessage } from './raw-message';

/**
 * The data of a message, put together from its value and from what was parked.
 *
 * @throws PermanentError with the code `event.malformed-envelope`, `event.malformed-json`, `event.too-deep` or `event.claim-missing`.
 * @throws DependencyDownError when data lie in an object store that does not answer.
 */
export async function readData(
  claims: ClaimStore,
  topic: TopicDefinition,
  source: string,
  { headers, value }: RawMessage,
): Promise<unknown> {
  const reference = headers.ce_dataref;
  const data = parseData(
    reference === undefined ? utf8(value) : await fetch(claims, 'ce_dataref', reference, source),
  );
  const header = headers[PARKED_FIELDS];
  if (header === undefined) return data;
  const fields = readParkedFields(header, topic.commonFields ?? []);
  if (!fields || typeof data !== 'object' || data === null)
    throw malformed(`${PARKED_FIELDS} names no fields of ${topic.name}`);
  const parked = fields.map(async ([name, claim]) => [
    name,
    parseData(await fetch(claims, PARKED_FIELDS, claim, source)),
  ]);
  return { ...data, ...(Object.fromEntries(await Promise.all(parked)) as object) };
}

async function fetch(claims: ClaimStore, header: string, reference: string, source: string): Promise<string> {
  if (!isClaim(reference, source)) throw malformed(`${header} is no claim of the organisation`);
  try {
    return await fetchClaim(claims, reference);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw new PermanentError('event.claim-missing', 'the data is gone from the object store', {
      cause: error,
    });
  }
}

function utf8(value: Buffer): string {
  // A replacement character would silently change a name or an id.
  if (!isUtf8(value)) throw new PermanentError('event.malformed-json', 'the value is not UTF-8');
  return value.toString('utf8');
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

const malformed = (message: string) => new PermanentError('event.malformed-envelope', message);
