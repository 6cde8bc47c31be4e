import type { Plan, PlanStage } from '@muster/contracts';
import type { Statement, StatementStage } from '../lower/statement';
import { Parameters } from './parameters';
import { renderExpression } from './render-expression';
import { renderLeaf, renderValuesRead } from './render-kept';
import { renderReads } from './render-reads';
import { renderRollup } from './render-rollup';
import { renderScan } from './render-scan';

export type RenderedPlan = Pick<Plan, 'stages' | 'result' | 'reads' | 'parameters'>;

/**
 * Writes a statement down. Syntax only: what to read and when was decided before. What may be kept comes after the statement, so
 * that parameters are numbered in the order in which one reads it.
 */
export function renderPlan(statement: Statement): RenderedPlan {
  const parameters = new Parameters();
  const bodies = statement.stages.map((stage) => renderBody(stage, parameters));
  const result = renderExpression(statement.result, parameters);
  const stages = statement.stages.map(
    ({ id, label, pointer, mask, bitmaps, input, leaf, values, rollup }, index): PlanStage => ({
      ...{ id, label, pointer },
      ...(bodies[index] ?? { select: '' }),
      ...(mask && { mask: { ...mask, test: renderExpression(mask.test, parameters) } }),
      ...(bitmaps && {
        bitmaps: {
          table: bitmaps.table,
          condition: renderExpression(bitmaps.condition, parameters),
          ...(bitmaps.which && { which: renderExpression(bitmaps.which, parameters) }),
        },
      }),
      ...(input !== undefined && { input }),
      ...(leaf && { leaf: renderLeaf(leaf, parameters) }),
      ...(values && { values: renderValuesRead(values, parameters) }),
      ...(rollup && { rollup: renderRollup(rollup, parameters) }),
    }),
  );
  return { stages, result, reads: renderReads(statement, parameters), parameters: parameters.all() };
}

function renderBody(
  { body }: StatementStage,
  parameters: Parameters,
): Pick<PlanStage, 'select' | 'combines'> {
  if (body.kind === 'scan') return { select: renderScan(body, parameters) };
  const combines = renderExpression(body, parameters);
  return { select: `SELECT ${combines}`, combines };
}
