import type { PlanRollup } from '@muster/contracts';
import type { RollupRead } from '../lower/statement';
import type { Parameters } from './parameters';
import { renderExpression } from './render-expression';
import { renderFrom } from './render-scan';

/** Sums of Decimal(24, 6) are of this type; both halves of a UNION must agree. */
const TOTAL = 'Decimal(38, 6)';

/** How days are rolled up, and the stage read from them, under the plan's own parameters. */
export function renderRollup(rollup: RollupRead, bound: Parameters): PlanRollup {
  const { app, event, property, parameters, source, present, value, rolled, recent, having } = rollup;
  const amount = renderExpression(value, bound);
  const isAdded = renderExpression(present, bound);
  const build = `SELECT app, day, uid, count() AS seen, countIf(${isAdded}) AS events, CAST(sumIf(${amount}, ${isAdded}), '${TOTAL}') AS total ${renderFrom(source, bound)} GROUP BY app, day, uid`;
  const kept = `SELECT uid, day, events, total ${renderFrom(rolled, bound)}`;
  const later = `SELECT uid, day, toUInt64(1) AS events, CAST(${amount}, '${TOTAL}') AS total ${renderFrom(recent, bound)}`;
  return {
    app: app ?? null,
    event,
    property: property ?? null,
    source: build,
    parameters,
    select: `SELECT groupBitmapState(uid) FROM (SELECT uid FROM (${kept} UNION ALL ${later}) GROUP BY uid HAVING ${renderExpression(having, bound)})`,
  };
}
