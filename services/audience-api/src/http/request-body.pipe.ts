import { Injectable, type PipeTransform } from '@nestjs/common';
import type { Diagnostic } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { checkFields, type CheckedFields } from './check-fields';

const BODY_CODES = {
  noun: 'field',
  unknown: 'request.unknown-field',
  missing: 'request.missing-field',
  invalid: 'request.invalid-field',
} as const;

/**
 * Checks the fields of a request body, all at once.
 * @throws ProblemError 400 `request.invalid-body` when the body is not a JSON object.
 */
export function checkBody<Dto extends object>(type: new () => Dto, body: unknown): CheckedFields<Dto> {
  return checkFields(type, bodyObject(body), BODY_CODES);
}

/** The answer to a body in which something is wrong; its code is the first problem's, its errors are all of them. */
export function refusedBody(problems: readonly Diagnostic[]): ProblemError {
  const [first] = problems;
  const code = first?.code ?? 'request.invalid-body';
  const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more)` : '';
  const message = first ? `${first.pointer || 'the body'}: ${first.message}${more}` : 'the body is not valid';
  return new ProblemError(400, code, message, problems);
}

/** Turns a JSON body into a DTO whose fields are sound, or refuses it with every problem. */
@Injectable()
export class RequestBodyPipe<Dto extends object> implements PipeTransform<unknown, Dto> {
  constructor(private readonly type: new () => Dto) {}

  transform(body: unknown): Dto {
    const { dto, problems } = checkBody(this.type, body);
    if (problems.length > 0) throw refusedBody(problems);
    return dto;
  }
}

function bodyObject(body: unknown): Record<string, unknown> {
  // No body at all says as much as an object without fields.
  if (body === undefined) return {};
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  const problem = { code: 'request.invalid-body', pointer: '', message: 'the body must be a JSON object' };
  throw new ProblemError(400, problem.code, `${problem.message}, sent as application/json`, [problem]);
}
