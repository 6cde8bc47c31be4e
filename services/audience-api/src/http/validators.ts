import { instant, localDate } from '@muster/contracts';
import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Control characters, U+0000 among them, which Postgres does not keep; and halves of surrogate pairs, which UTF-8 does not know. */
const UNKEEPABLE = /[\p{Cc}\p{Cs}]/u;

/** A name for people: 1 to 200 characters once trimmed, none of them a control character or half a character. */
export function IsName(): PropertyDecorator {
  return checkedBy(
    'isName',
    'must be a text of 1 to 200 characters, without line breaks, other control characters or halves of characters',
    (value) => {
      if (typeof value !== 'string' || UNKEEPABLE.test(value)) return false;
      const length = Array.from(value.trim()).length;
      return length >= 1 && length <= 200;
    },
  );
}

/** A text without control characters and halves of characters. */
export function HasNoControlCharacters(): PropertyDecorator {
  return checkedBy(
    'hasNoControlCharacters',
    'must have no line breaks, other control characters or halves of characters',
    (value) => typeof value === 'string' && !UNKEEPABLE.test(value),
  );
}

/** An ISO 8601 instant with offset. */
export function IsInstant(): PropertyDecorator {
  return checkedBy(
    'isInstant',
    'must be an instant with offset, such as 2026-11-21T00:00:00+08:00',
    (value) => instant.safeParse(value).success,
  );
}

/** A local date that exists, `YYYY-MM-DD`. */
export function IsLocalDate(): PropertyDecorator {
  return checkedBy(
    'isLocalDate',
    'must be a date that exists, such as 2026-11-21',
    (value) => localDate.safeParse(value).success,
  );
}

/** An IANA time zone that this runtime knows. An offset such as `+01:00` is not one: it does not know daylight saving. */
export function IsTimeZone(options: ValidationOptions): PropertyDecorator {
  return checkedBy('isTimeZone', 'must be an IANA time zone, such as Europe/London', isTimeZone, options);
}

/** An hour of the day, 0 to 23. */
export function IsHour(): PropertyDecorator {
  return checkedBy(
    'isHour',
    'must be a whole number from 0 to 23',
    (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 23,
  );
}

/** Decimal digits of an integer between two bounds, both included: the form in which a query string brings it. */
export function IsIntegerText(min: number, max: number): PropertyDecorator {
  return checkedBy(
    'isIntegerText',
    `must be a whole number from ${String(min)} to ${String(max)}`,
    (value) =>
      typeof value === 'string' && /^[0-9]{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
  );
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value) || value.length > 64) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

function checkedBy(
  name: string,
  message: string,
  validate: (value: unknown) => boolean,
  options: ValidationOptions = {},
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } }, options);
}
