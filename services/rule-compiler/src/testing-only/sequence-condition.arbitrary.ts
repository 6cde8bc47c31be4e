import type { SequenceCondition, SequenceStep } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anyFilters, anySelection } from './behavior-condition.arbitrary';
import type { Moment } from './moment.arbitrary';
import { anyWindow } from './window.arbitrary';

/** Sequences of one step up to five; steps that must not happen lie between others, follow each other and close. */
export function anySequence(moment: Moment): Arbitrary<SequenceCondition> {
  return fc.constantFrom('shop', 'app', '*', '*').chain((app) => {
    const step = anySelection
      .filter((selection) => selection.app === app)
      .chain((selection) =>
        fc.record({
          event: fc.constant(selection.event),
          where: anyFilters(selection, moment, 1),
        }),
      );
    const following = fc
      .tuple(step, fc.constantFrom(true, false, false))
      .map(([taken, not]): SequenceStep => ({ ...taken, ...(not && { not }) }));
    return fc.record({
      kind: fc.constant('sequence' as const),
      app: fc.constant(app),
      steps: fc.tuple(step, fc.array(following, { maxLength: 4 })).map(([first, rest]) => [first, ...rest]),
      within: fc.record({
        n: fc.constantFrom(1, 1, 2, 25, 60),
        unit: fc.constantFrom('minute', 'hour', 'day', 'week'),
      }),
      window: fc.oneof(fc.constant({ type: 'all' as const }), anyWindow(moment)),
    });
  });
}
