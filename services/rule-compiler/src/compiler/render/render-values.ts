import type { ValueRows } from '../lower/statement';
import type { Parameters } from './parameters';
import { renderExpression } from './render-expression';
import { renderFrom } from './render-scan';

/** A SELECT of `uid` and the columns of its value: a row for each of them. */
export function renderValues({ scan, columns, source, newest }: ValueRows, parameters: Parameters): string {
  if (source) {
    const value = renderExpression(source, parameters);
    return `SELECT uid, ${value} AS ${columns.join()} ${renderFrom(scan, parameters)}`;
  }
  const from = renderFrom(scan, parameters);
  const selected = ['uid', ...columns].join(', ');
  if (!newest) return `SELECT ${selected} ${from}`;
  return `SELECT ${selected} FROM (SELECT ${selected}, removed ${from} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE not(removed)`;
}
