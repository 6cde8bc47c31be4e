import type { TagCondition } from '@muster/contracts';
import type { Evaluation } from './evaluation';
import { localDateAt } from './local-time';
import { rationalOf } from './rational';
import { satisfiesNumber } from './satisfies-number';
import { microsOf, typedValue } from './typed-value';

/** The newest value dated on or before the day counts; one of another type than the tag's counts as missing. */
export function evaluateTag(
  { tag, match, asOf }: TagCondition,
  uid: number,
  evaluation: Evaluation,
): boolean {
  const { data, timeZone } = evaluation;
  const day = asOf ?? localDateAt(microsOf(evaluation.asOf), timeZone);
  const newest = data.tags
    .filter((value) => value.uid === uid && value.tag === tag && value.date <= day)
    .reduce<(typeof data.tags)[number] | undefined>(
      (latest, value) => (latest && latest.date >= value.date ? latest : value),
      undefined,
    );
  const value = newest?.value;
  switch (match.op) {
    case 'has':
      return value === true;
    case 'in':
      return typeof value === 'string' && match.values.includes(value);
    case 'notIn':
      return typeof value === 'string' && !match.values.includes(value);
    case 'eq':
    case 'ne':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between': {
      const number = typedValue(value, 'number', timeZone);
      return number?.type === 'number' && satisfiesNumber(rationalOf(number.decimal), match.op, match.value);
    }
  }
}
