import type { Diagnostic } from '@muster/contracts';
import { isUtf8 } from 'node:buffer';
import type { NextFunction, Request, Response } from 'express';
import { ProblemError } from '../errors/errors';
import { JsonError, parseJsonExact } from '../json/parse-json-exact';

/** The largest body of a request, in bytes, decompressed. */
export const MAX_BODY_BYTES = 1024 * 1024;

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json$/;

/**
 * Turns the bytes of a body, as Express' raw reader left them, into what they say. Numbers that a double cannot carry become
 * decimal strings; nothing is JSON but UTF-8.
 */
export function jsonBody(request: Request, _response: Response, next: NextFunction): void {
  const bytes: unknown = request.body;
  try {
    request.body = Buffer.isBuffer(bytes) && bytes.length > 0 ? parseBody(bytes, request) : undefined;
  } catch (error) {
    next(error);
    return;
  }
  next();
}

function parseBody(bytes: Buffer, request: Request): unknown {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
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
  const body = parseText(bytes);
  const errors = [...prototypeKeys(body, '')];
  if (errors.length > 0) {
    throw new ProblemError(400, 'request.unknown-field', 'the body has fields that do not exist', errors);
  }
  return body;
}

function parseText(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) {
    throw new ProblemError(400, 'request.malformed-json', 'the body is not encoded in UTF-8');
  }
  try {
    return parseJsonExact(new TextDecoder().decode(bytes));
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

/** No field is called `__proto__`; code that copies fields carelessly would replace the prototype of an object with it. */
function* prototypeKeys(value: unknown, pointer: string): Generator<Diagnostic> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (key === '__proto__') {
      yield { code: 'request.unknown-field', pointer: at, message: 'there is no such field' };
    }
    yield* prototypeKeys(member, at);
  }
}
