import type { ValueRows } from '../lower/statement';
import type { Parameters } from './parameters';
import { renderFrom } from './render-scan';

/** A SELECT of `uid` and the columns of its value: one row for each user that has one. */
export function renderValues({ scan, columns, newest }: ValueRows, parameters: Parameters): string {
  const from = renderFrom(scan, parameters);
  const selected = ['uid', ...columns].join(', ');
  if (!newest) return `SELECT ${selected} ${from}`;
  return `SELECT ${selected} FROM (SELECT ${selected}, removed ${from} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE not(removed)`;
}
