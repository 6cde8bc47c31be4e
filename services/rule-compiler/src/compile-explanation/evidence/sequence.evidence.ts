import {
  ANY_APPLICATION,
  pointerTo,
  type BoundStatement,
  type CanonicalSequence,
  type Duration,
} from '@muster/contracts';
import { lowerEvents } from '../../compiler/lower/lower-events';
import { guardScan } from '../../compiler/passes/guard-organisation.pass';
import { Parameters } from '../../compiler/render/parameters';
import { renderFrom } from '../../compiler/render/render-scan';
import { resolveFilter } from '../../compiler/resolve/behavior/resolve-property';
import type { ResolveContext } from '../../compiler/resolve/resolve-context';
import { resolveWindow } from '../../compiler/resolve/resolve-window';
import { EventsNode } from '../../compiler/tree/events.node';
import { UncheckedRuleError } from '../../compiler/unchecked-rule.error';
import { narrowScan } from '../narrow-to-user.pass';
import type { EvidenceCompiler } from './compile-evidence';
import { windowBounds } from './window-bounds';

/** Events of a step that are looked at, the newest ones: an attempt is shown, whether there is one the plan has found out. */
const MOST_EVENTS = 500;

const SECONDS: Readonly<Record<Exclude<Duration['unit'], 'month'>, number>> = {
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
};

/** When the events of each step were. */
export const sequenceEvidence: EvidenceCompiler<CanonicalSequence> = (condition, pointer, context) => ({
  kind: 'sequence',
  ...times(condition, pointer, context),
  window: windowBounds(condition.window, context.timeZone),
  steps: condition.steps.map(({ not }) => ({ not })),
  withinSeconds: secondsOf(condition.within, pointerTo(pointer, 'within')),
});

function times(
  { app, steps, window }: CanonicalSequence,
  pointer: string,
  context: ResolveContext,
): BoundStatement {
  const parameters = new Parameters();
  const inWindow = resolveWindow(window, context.timeZone);
  // A step that must not happen is looked for after the window, too.
  const toTheEnd = { ...inWindow, to: undefined, today: 'included' } as const;
  const selects = steps.map(({ event, not, where }, index) => {
    const at = pointerTo(pointer, 'steps', index);
    const node = EventsNode(at, {
      app: app === ANY_APPLICATION ? undefined : app,
      event,
      window: not ? toTheEnd : inWindow,
      where: where.map((filter, place) =>
        resolveFilter({ app, event }, filter, pointerTo(at, 'where', place), context),
      ),
      aggregate: undefined,
    });
    const from = renderFrom(guardScan(narrowScan(lowerEvents(node))), parameters);
    return `SELECT toUInt8(${String(index)}) AS step, arraySort(groupArray(toUnixTimestamp64Micro(time))) AS times FROM (SELECT time ${from} ORDER BY time DESC LIMIT ${String(MOST_EVENTS)})`;
  });
  // The rows of a union come in the order in which its parts are done, which is any.
  const union = selects.join('\nUNION ALL\n');
  return { statement: `SELECT step, times FROM (\n${union}\n) ORDER BY step`, parameters: parameters.all() };
}

function secondsOf({ n, unit }: Duration, pointer: string): number {
  if (unit === 'month') throw new UncheckedRuleError('months of elapsed time', pointer);
  return n * SECONDS[unit];
}
