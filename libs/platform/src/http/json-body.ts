import { pointerTo, type Diagnostic } from '@muster/contracts';
import { isUtf8 } from 'node:buffer';
import { MAX_PROBLEM_ERRORS } from '../errors/bounded-problem';
import { ProblemError } from '../errors/errors';
import { JsonError, parseJsonExact } from '../json/parse-json-exact';

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json$/;

/**
 * What the bytes of a body say. Numbers that a double cannot carry stay exact; nothing is JSON but UTF-8.
 * @throws ProblemError 400 or 415
 */
export function parseJsonBody(bytes: Buffer, contentType: string): unknown {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (!JSON_TYPE.test(type)) {
    throw new ProblemError(415, 'request.unsupported-media-type', 'bodies are application/json');
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new ProblemError(415, 'request.unsupported-charset', 'JSON is encoded in UTF-8');
  }
  if (!isUtf8(bytes)) {
    throw new ProblemError(400, 'request.malformed-json', 'the body is not encoded in UTF-8');
  }
  const text = new TextDecoder().decode(bytes);
  const body = parseText(text);
  // A name can be spelt with escapes; without any and without the name there is nothing to look for.
  const errors = text.includes('__proto__') || text.includes('\\u') ? prototypeKeys(body) : [];
  if (errors.length > 0) {
    throw new ProblemError(400, 'request.unknown-field', 'the body has fields that do not exist', errors);
  }
  return body;
}

function parseText(text: string): unknown {
  try {
    return parseJsonExact(text);
  } catch (error) {
    if (error instanceof JsonError && error.code === 'json.too-deep') {
      throw new ProblemError(400, 'request.too-deep', error.message);
    }
    if (error instanceof JsonError) {
      throw new ProblemError(400, 'request.malformed-json', 'the body is not JSON');
    }
    throw error;
  }
}

/**
 * No field is called `__proto__`; code that copies fields carelessly would replace the prototype of an object with it. The first
 * ones, as many as an answer tells of, and nothing inside of them.
 */
function prototypeKeys(body: unknown): Diagnostic[] {
  const found: Diagnostic[] = [];
  const path: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (found.length >= MAX_PROBLEM_ERRORS) return;
      path.push(key);
      if (key === '__proto__') {
        const pointer = pointerTo('', ...path);
        found.push({ code: 'request.unknown-field', pointer, message: 'there is no such field' });
      } else visit(member);
      path.pop();
    }
  };
  visit(body);
  return found;
}
