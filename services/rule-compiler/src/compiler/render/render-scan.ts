import { CallExpression } from '../expression/call.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Scan } from '../expression/scan';
import type { Parameters } from './parameters';
import { renderExpression } from './render-expression';

/** A SELECT of one bitmap. Text is made from left to right, so that parameters are numbered in the order in which one reads. */
export function renderScan(scan: Scan, parameters: Parameters): string {
  if (scan.rows === 'bitmaps') return `SELECT groupBitmapMergeState(users) ${renderFrom(scan, parameters)}`;
  const { perUser } = scan;
  switch (perUser?.kind) {
    case undefined:
      return `SELECT groupBitmapState(uid) ${renderFrom(scan, parameters)}`;
    case 'aggregate': {
      const from = renderFrom(scan, parameters);
      const having = renderExpression(perUser.having, parameters);
      return `SELECT groupBitmapState(uid) FROM (SELECT uid ${from} GROUP BY uid HAVING ${having})`;
    }
    case 'moments': {
      const tests = renderExpression(CallExpression('array', ...perUser.tests), parameters);
      const from = renderFrom(scan, parameters);
      const having = renderExpression(perUser.having, parameters);
      return `SELECT groupBitmapState(uid) FROM (SELECT uid FROM (SELECT uid, time, maxForEach(${tests}) AS matches ${from} GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING ${having})`;
    }
    case 'latest': {
      // Reading the key backwards finds each user's newest row first: 32 ms for 500,000 users, where argMax takes 200.
      const matches = renderExpression(perUser.matches, parameters);
      const from = renderFrom(scan, parameters);
      return `SELECT groupBitmapState(uid) FROM (SELECT uid, ${matches} AS matches ${from} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE matches`;
    }
  }
}

/** Everything of a scan after its SELECT list. */
export function renderFrom({ table, final, keys, filters }: Scan, parameters: Parameters): string {
  const clause = (word: string, conditions: Scan['keys']): string =>
    conditions.length === 0 ? '' : ` ${word} ${renderExpression(EveryExpression(...conditions), parameters)}`;
  // Conditions on the key are safe before FINAL, and spare it the rows of other users.
  return `FROM ${table}${final ? ' FINAL' : ''}${clause('PREWHERE', keys)}${clause('WHERE', filters)}`;
}
