import type { BoundStatement } from '@muster/contracts';
import type { Expression } from '../../compiler/expression/expression';
import type { Scan } from '../../compiler/expression/scan';
import { guardScan } from '../../compiler/passes/guard-organisation.pass';
import { Parameters } from '../../compiler/render/parameters';
import { renderExpression } from '../../compiler/render/render-expression';
import { renderFrom } from '../../compiler/render/render-scan';
import { narrowScan } from '../narrow-to-user.pass';

/** How a value is told: numbers as decimal texts and instants as ISO 8601, since JSON has neither exactly. */
const formats = {
  plain: (sql: string) => sql,
  decimal: (sql: string) => `toString(${sql})`,
  date: (sql: string) => `toString(${sql})`,
  instant: (sql: string) => `concat(replaceOne(toString(${sql}), ' ', 'T'), 'Z')`,
} as const;
export type Format = keyof typeof formats;

/**
 * One column of an evidence statement; `value` undefined is NULL. No name is a column of a table: an alias would take its place in
 * the conditions.
 */
export interface EvidenceColumn {
  readonly name:
    'value' | 'valueDate' | 'events' | 'firstEvent' | 'lastEvent' | 'firstDay' | 'lastDay' | 'since';
  readonly format: Format;
  readonly value: Expression | undefined;
  /** NULL where this holds. */
  readonly unless?: Expression;
}

/** What is done with the rows of the user. */
export type Rows = 'each' | 'all in one' | 'newest by date';

const tails: Readonly<Record<Rows, string>> = {
  each: '',
  // Grouped, so that there is no row over no events: measures have no value then.
  'all in one': ' GROUP BY uid',
  'newest by date': ' ORDER BY date DESC LIMIT 1',
};

/** A SELECT over the rows of one user; the scan is guarded here. */
export function evidenceOf(columns: readonly EvidenceColumn[], scan: Scan, rows: Rows): BoundStatement {
  const parameters = new Parameters();
  const select = renderColumns(columns, parameters);
  const from = renderFrom(guardScan(narrowScan(scan)), parameters);
  return { statement: `SELECT ${select} ${from}${tails[rows]}`, parameters: parameters.all() };
}

/** A SELECT of what depends on the time alone. */
export function constantsOf(columns: readonly EvidenceColumn[]): BoundStatement {
  const parameters = new Parameters();
  return { statement: `SELECT ${renderColumns(columns, parameters)}`, parameters: parameters.all() };
}

function renderColumns(columns: readonly EvidenceColumn[], parameters: Parameters): string {
  return columns.map((column) => `${renderColumn(column, parameters)} AS ${column.name}`).join(', ');
}

function renderColumn({ format, value, unless }: EvidenceColumn, parameters: Parameters): string {
  if (!value) return 'NULL';
  const condition = unless && renderExpression(unless, parameters);
  const text = formats[format](renderExpression(value, parameters));
  return condition === undefined ? text : `if(${condition}, NULL, ${text})`;
}
