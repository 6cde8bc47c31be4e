import { createHash } from 'node:crypto';
import type { ValueType } from './catalogue';

/** Types that one nullable column can hold; lists stay in a map, since an array cannot be NULL. */
export type ColumnType = Exclude<ValueType, 'list'>;

/** Every name of a column of declared properties, and nothing else, matches this. */
export const PROPERTY_COLUMN = /^p_(?:string|number|boolean|time)_[0-9a-f]{16}$/;

/**
 * The column of `events` that holds the values of one type of a property, of whatever organisation, application and event.
 * Made of a hash, so that no text of a user becomes an identifier. 64 bits: somebody who looks for two names with one column
 * can find them, in work of 2^32, and confuses his own properties; to meet another's name takes 2^64.
 */
export function propertyColumn(property: string, type: ColumnType): string {
  return `p_${type}_${createHash('sha256').update(property).digest('hex').slice(0, 16)}`;
}
