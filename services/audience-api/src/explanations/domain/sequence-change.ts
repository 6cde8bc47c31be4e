import type { Change, EvidenceOf, SequenceCondition, SequenceStep } from '@muster/contracts';

export function sequenceChange(
  { steps, within }: SequenceCondition,
  { matched, blockedBy, openUntil }: EvidenceOf<'sequence'>,
  holds: boolean,
): Change {
  const time = `${String(within.n)} ${within.unit}${within.n === 1 ? '' : 's'}`;
  if (holds) {
    const text = `would end without an event "${steps[0]?.event ?? ''}" that the other steps follow within ${time}`;
    return { need: 'step', step: 0, happens: false, text };
  }
  if (openUntil !== null) {
    return { need: 'time', until: openUntil, text: `its time runs until ${openUntil}` };
  }
  if (blockedBy !== null) {
    const event = steps[blockedBy.step]?.event ?? '';
    const text = `needs an attempt without the event "${event}" of ${blockedBy.at}`;
    return { need: 'step', step: blockedBy.step, happens: false, text };
  }
  const step = indexOfStep(steps, matched.length);
  const event = steps[step]?.event ?? '';
  const text =
    matched.length === 0
      ? `needs an event "${event}"`
      : `needs an event "${event}" within ${time} of the first step`;
  return { need: 'step', step, happens: true, text };
}

/** The step that must happen after `done` others that must. */
function indexOfStep(steps: readonly SequenceStep[], done: number): number {
  const positive = steps.flatMap(({ not }, index) => (not === true ? [] : [index]));
  return positive[done] ?? steps.length - 1;
}
