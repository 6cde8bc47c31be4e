import { ANY_APPLICATION, pointerTo, type BoundStatement, type CanonicalBehavior } from '@muster/contracts';
import { CallExpression } from '../../compiler/expression/call.expression';
import { ColumnExpression } from '../../compiler/expression/column.expression';
import { IntegerExpression } from '../../compiler/expression/integer.expression';
import { measureOf, momentOf } from '../../compiler/lower/lower-aggregate';
import { lowerEvents } from '../../compiler/lower/lower-events';
import { SCALE } from '../../compiler/lower/lower-number-test';
import { resolveAggregate } from '../../compiler/resolve/behavior/resolve-measure';
import { resolveFilter } from '../../compiler/resolve/behavior/resolve-property';
import type { ResolveContext } from '../../compiler/resolve/resolve-context';
import { resolveWindow } from '../../compiler/resolve/resolve-window';
import type { EventAggregate } from '../../compiler/tree/event-aggregate';
import { EventsNode } from '../../compiler/tree/events.node';
import type { EvidenceCompiler } from './compile-evidence';
import { evidenceOf, type EvidenceColumn } from './evidence-select';
import { windowBounds } from './window-bounds';

const time = ColumnExpression('time');

/** What is measured over the user's events, and when they were. */
export const behaviorEvidence: EvidenceCompiler<CanonicalBehavior> = (condition, pointer, context) => {
  const { measure, compare, window } = condition;
  return {
    kind: 'behavior',
    ...measured(condition, pointer, context),
    measure,
    compare,
    window: windowBounds(window, context.timeZone),
    comparedWindow: 'window' in compare ? windowBounds(compare.window, context.timeZone) : null,
  };
};

function measured(condition: CanonicalBehavior, pointer: string, context: ResolveContext): BoundStatement {
  const { app, event, window, where } = condition;
  const aggregate = resolveAggregate(condition, pointer, context);
  const node = EventsNode(pointer, {
    app: app === ANY_APPLICATION ? undefined : app,
    event,
    window: resolveWindow(window, context.timeZone),
    where: where.map((filter, index) =>
      resolveFilter({ app, event }, filter, pointerTo(pointer, 'where', index), context),
    ),
    aggregate,
  });
  const columns: readonly EvidenceColumn[] = [
    valueOf(aggregate),
    { name: 'events', format: 'plain', value: CallExpression('count') },
    { name: 'firstEvent', format: 'instant', value: CallExpression('min', time) },
    { name: 'lastEvent', format: 'instant', value: CallExpression('max', time) },
  ];
  return evidenceOf(columns, lowerEvents(node), 'all in one');
}

/** What the plan compares, divided here: people read 1.666666, not 5 over 3. */
function valueOf(aggregate: EventAggregate): EvidenceColumn {
  if ('window' in aggregate) {
    return { name: 'value', format: 'instant', value: momentOf(aggregate).time };
  }
  const measure = measureOf(aggregate);
  const value =
    'denominator' in measure
      ? CallExpression('divideDecimal', measure.numerator, measure.denominator, IntegerExpression(SCALE))
      : measure;
  return { name: 'value', format: 'decimal', value };
}
