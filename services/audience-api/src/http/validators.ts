import { EARLIEST_DATE, instant, isDateInRange, isLocalDate, LATEST_DATE } from '@muster/contracts';
import { ValidateBy, type ValidationOptions } from 'class-validator';
import { canonicalTimeZone } from '../organisations/domain/time-zone';

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

/** A local date that exists and that the engines can hold, `YYYY-MM-DD`. PostgreSQL knows no year 0. */
export function IsLocalDate(): PropertyDecorator {
  return checkedBy(
    'isLocalDate',
    `must be a date that exists, from ${EARLIEST_DATE} to ${LATEST_DATE}, such as 2026-11-21`,
    (value) => isLocalDate(value) && isDateInRange(value),
  );
}

/** An IANA time zone: see `canonicalTimeZone`. */
export function IsTimeZone(options: ValidationOptions): PropertyDecorator {
  return checkedBy(
    'isTimeZone',
    'must be an IANA time zone, such as Europe/London',
    (value) => canonicalTimeZone(value) !== undefined,
    options,
  );
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

function checkedBy(
  name: string,
  message: string,
  validate: (value: unknown) => boolean,
  options: ValidationOptions = {},
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } }, options);
}
