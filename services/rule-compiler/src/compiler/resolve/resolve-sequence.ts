import { ANY_APPLICATION, pointerTo, type CanonicalSequence } from '@muster/contracts';
import type { PlanNode } from '../tree/plan-node';
import { SequenceNode, type EventTest, type SequenceStep } from '../tree/sequence.node';
import { UncheckedRuleError } from '../unchecked-rule.error';
import { existsNode } from './behavior/event-selection';
import { resolveFilter } from './behavior/resolve-property';
import type { ResolveContext } from './resolve-context';
import { resolveWindow } from './resolve-window';

export function resolveSequence(
  sequence: CanonicalSequence,
  pointer: string,
  context: ResolveContext,
): PlanNode {
  const app = sequence.app === ANY_APPLICATION ? undefined : sequence.app;
  const window = resolveWindow(sequence.window, context.timeZone);
  const steps = resolveSteps(sequence, pointer, context);
  const [first, second] = steps;
  if (!first) throw new UncheckedRuleError('a sequence without steps', pointerTo(pointer, 'steps'));
  if (second || first.absent.length > 0) {
    return SequenceNode(pointer, { app, steps, within: sequence.within, window });
  }
  // One step alone is an event: no time passes between its first and last step.
  return existsNode({ app, ...first.match, window }, pointer);
}

/** Steps that must happen, each with those after it that must not. */
function resolveSteps(
  { app, steps }: CanonicalSequence,
  pointer: string,
  context: ResolveContext,
): readonly SequenceStep[] {
  return steps.reduce<readonly SequenceStep[]>((found, { event, not, where }, index) => {
    const at = pointerTo(pointer, 'steps', index);
    const test: EventTest = {
      event,
      where: where.map((filter, filterIndex) =>
        resolveFilter({ app, event }, filter, pointerTo(at, 'where', filterIndex), context),
      ),
    };
    if (!not) return [...found, { match: test, absent: [] }];
    const last = found.at(-1);
    if (!last) throw new UncheckedRuleError('a sequence that begins with an absence', at);
    return [...found.slice(0, -1), { ...last, absent: [...last.absent, test] }];
  }, []);
}
