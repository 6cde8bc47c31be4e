import { pointerTo, type Diagnostic } from '@muster/contracts';
import { MAX_PROBLEM_ERRORS } from '@muster/platform';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';

/** Codes of the problems that a check finds; requests have bodies and parameters, and name them differently. */
export interface FieldCodes {
  /** What a field is called in messages. */
  readonly noun: 'field' | 'parameter';
  readonly unknown: string;
  readonly missing: string;
  readonly invalid: string;
}

export interface CheckedFields<Dto> {
  /** The known fields; sound only when there are no problems. */
  readonly dto: Dto;
  readonly problems: readonly Diagnostic[];
}

/**
 * Checks a plain object against the class-validator decorators of a DTO, without class-transformer: values are taken as they are,
 * so a rule inside a body is neither copied nor walked. A field without a decorator is unknown, and unknown is an error; the
 * names are compared here because class-validator's whitelist lets names such as `constructor` pass.
 */
export function checkFields<Dto extends object>(
  type: new () => Dto,
  input: Readonly<Record<string, unknown>>,
  codes: FieldCodes,
): CheckedFields<Dto> {
  const dto = new type();
  const known = fieldsOf(type);
  const problems: Diagnostic[] = [];
  for (const [field, value] of Object.entries(input)) {
    if (problems.length >= MAX_PROBLEM_ERRORS) break;
    if (known.has(field)) Object.defineProperty(dto, field, { value, enumerable: true, writable: true });
    else {
      const message = `there is no ${codes.noun} ${JSON.stringify(field.slice(0, 100))}; ${codes.noun}s are ${[...known].join(', ')}`;
      problems.push({ code: codes.unknown, pointer: pointerTo('', field), message });
    }
  }
  for (const error of validateSync(dto, { stopAtFirstError: true, forbidUnknownValues: false })) {
    problems.push(asDiagnostic(error, codes));
  }
  return { dto, problems };
}

function fieldsOf(type: new () => object): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return new Set(metadata.map(({ propertyName }) => propertyName));
}

function asDiagnostic(error: ValidationError, codes: FieldCodes): Diagnostic {
  const [constraint, message] = Object.entries(error.constraints ?? {})[0] ?? ['', 'is not valid'];
  const context: unknown = error.contexts?.[constraint];
  const value: unknown = error.value;
  return {
    code: codeIn(context) ?? (value === undefined ? codes.missing : codes.invalid),
    pointer: pointerTo('', error.property),
    message,
  };
}

/** A decorator may name its own code: `@IsTimeZone({ context: { code: '…' } })`. */
function codeIn(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || !('code' in context)) return undefined;
  return typeof context.code === 'string' ? context.code : undefined;
}
