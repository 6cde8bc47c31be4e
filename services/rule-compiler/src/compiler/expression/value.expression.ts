/** ClickHouse types of literals of rules. */
export type ValueSqlType =
  'String' | 'Array(String)' | 'Decimal(24, 6)' | "DateTime64(6, 'UTC')" | 'Date32' | 'Int64' | 'UUID';

/** A literal of the rule; always bound as a parameter. */
export interface ValueExpression {
  readonly kind: 'value';
  readonly type: ValueSqlType;
  readonly value: string | readonly string[];
}

export const ValueExpression = (type: ValueSqlType, value: string | readonly string[]): ValueExpression =>
  Object.freeze({ kind: 'value', type, value });
