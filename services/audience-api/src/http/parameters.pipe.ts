import { Injectable, type PipeTransform } from '@nestjs/common';
import { ProblemError } from '@muster/platform';
import { checkFields } from './check-fields';

const PARAMETER_CODES = {
  noun: 'parameter',
  unknown: 'request.unknown-parameter',
  missing: 'request.missing-parameter',
  invalid: 'request.invalid-parameter',
} as const;

/** Turns the query string of a request into a DTO whose fields are sound, or refuses it with every problem. */
@Injectable()
export class ParametersPipe<Dto extends object> implements PipeTransform<Record<string, unknown>, Dto> {
  constructor(private readonly type: new () => Dto) {}

  transform(query: Record<string, unknown>): Dto {
    const { dto, problems } = checkFields(this.type, query, PARAMETER_CODES);
    const [first] = problems;
    if (!first) return dto;
    throw new ProblemError(400, first.code, `${first.pointer.slice(1)}: ${first.message}`, problems);
  }
}
