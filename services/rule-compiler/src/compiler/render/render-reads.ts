import { EveryExpression } from '../expression/every.expression';
import { mentions } from '../expression/mentions';
import type { Scan } from '../expression/scan';
import type { Statement } from '../lower/statement';
import type { Parameters } from './parameters';
import { renderExpression } from './render-expression';

/**
 * What a statement reads, for `EXPLAIN ESTIMATE`: its scans without what only thins out their rows later. Explaining the
 * statement itself would execute it, because the engine computes scalar subqueries while it analyses.
 */
export function renderReads({ stages }: Statement, parameters: Parameters): string[] {
  const reads = stages.flatMap(({ body }) => (body.kind === 'scan' ? renderRead(body, parameters) : []));
  return [...new Set(reads)];
}

function renderRead({ table, keys }: Scan, parameters: Parameters): string {
  // A mask is a bitmap of another stage, and no index knows it.
  const indexed = keys.filter((key) => !mentions(key, ({ kind }) => kind === 'stage'));
  return `SELECT organisation FROM ${table} PREWHERE ${renderExpression(EveryExpression(...indexed), parameters)}`;
}
