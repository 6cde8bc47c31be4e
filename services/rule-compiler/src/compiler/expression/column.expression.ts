/** Columns that plans read; a closed list, so that no user input can become an identifier. */
export type ColumnName =
  | 'organisation'
  | 'uid'
  | 'shard'
  | 'audience'
  | 'snapshot'
  | 'build'
  | 'tag'
  | 'date'
  | 'removed'
  | 'attribute'
  | 'text'
  | 'number'
  | 'boolean'
  | 'time'
  | 'list'
  | 'is_list'
  | 'number_from'
  | 'number_to'
  | 'time_from'
  | 'time_to'
  | 'app'
  | 'event'
  | 'day'
  | 'lists'
  | 'property'
  | 'events'
  | 'total';

export interface ColumnExpression {
  readonly kind: 'column';
  readonly name: ColumnName;
}

export const ColumnExpression = (name: ColumnName): ColumnExpression =>
  Object.freeze({ kind: 'column', name });
