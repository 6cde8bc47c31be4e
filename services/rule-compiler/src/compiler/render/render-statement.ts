import type { BoundParameter } from '@muster/contracts';
import type { Statement } from '../lower/statement';
import { Parameters } from './parameters';
import { renderExpression } from './render-expression';
import { renderReads } from './render-reads';
import { renderScan } from './render-scan';

export interface RenderedStatement {
  readonly statement: string;
  /** What it reads, each a SELECT with the same parameters. */
  readonly reads: string[];
  readonly parameters: Record<string, BoundParameter>;
}

/** Writes a statement down. Syntax only: what to read and when was decided before. */
export function renderStatement(rendered: Statement): RenderedStatement {
  const { stages, result } = rendered;
  const parameters = new Parameters();
  const bitmaps = stages.map(({ id, body }) => {
    const select =
      body.kind === 'scan' ? renderScan(body, parameters) : `SELECT ${renderExpression(body, parameters)}`;
    return `  (${select}) AS ${id}`;
  });
  const statement = [
    'WITH',
    bitmaps.join(',\n'),
    `SELECT ${renderExpression(result, parameters)} AS users`,
  ].join('\n');
  return { statement, reads: renderReads(rendered, parameters), parameters: parameters.all() };
}
