import { toMillionths, type BehaviorCondition, type Change, type EvidenceOf } from '@muster/contracts';
import { decimalOf, stepToOtherAnswer, type NumberKind, type NumberStep } from './number-step';
import { numberTest } from './number-test';

type Fn = EvidenceOf<'behavior'>['measure']['fn'];
type NumberFn = Exclude<Fn, 'firstTime' | 'lastTime'>;

/** How a measure is named, and whether more events alone can only raise it: then there is a last day for them. */
const measures: Readonly<Record<NumberFn, { readonly kind: NumberKind; readonly name: string }>> = {
  count: { kind: 'count', name: 'event' },
  days: { kind: 'count', name: 'day with events' },
  distinct: { kind: 'count', name: 'different value' },
  sum: { kind: 'decimal', name: 'sum' },
  avg: { kind: 'decimal', name: 'average' },
  min: { kind: 'decimal', name: 'minimum' },
  max: { kind: 'decimal', name: 'maximum' },
  p25: { kind: 'decimal', name: 'lower quartile' },
  p50: { kind: 'decimal', name: 'median' },
  p75: { kind: 'decimal', name: 'upper quartile' },
};

const plurals: Readonly<Record<string, string>> = {
  event: 'events',
  'day with events': 'days with events',
  'different value': 'different values',
};

export function behaviorChange(
  { event }: BehaviorCondition,
  evidence: EvidenceOf<'behavior'>,
  holds: boolean,
): Change {
  const { fn } = evidence.measure;
  if (fn === 'firstTime' || fn === 'lastTime') return momentChange(fn, event, evidence, holds);
  const until = evidence.window.to;
  const test =
    'value' in evidence.compare ? numberTest(evidence.compare.op, evidence.compare.value) : undefined;
  if (evidence.value === null || !test) {
    const text = `${holds ? 'would end with' : 'needs'} an event "${event}" that has a number to measure${untilText(until)}`;
    return { need: 'number', direction: 'more', by: null, until, text };
  }
  const step = stepToOtherAnswer(test, toMillionths(evidence.value), measures[fn].kind);
  if (!step) {
    return {
      need: 'number',
      direction: 'other',
      by: null,
      until: null,
      text: 'no number changes the answer',
    };
  }
  const deadline = step.direction === 'more' ? until : null;
  const text = `${stepText(fn, step, holds)}${untilText(deadline)}`;
  return { need: 'number', direction: step.direction, by: decimalOf(step.by), until: deadline, text };
}

/** `needs 2 more events`, `sum short by 37.5`, `would end with a sum lower by 12`. */
function stepText(fn: NumberFn, { direction, by }: NumberStep, holds: boolean): string {
  const { kind, name } = measures[fn];
  const amount = decimalOf(by);
  if (kind === 'count') {
    const what = amount === '1' ? name : (plurals[name] ?? name);
    return `${holds ? 'would end with' : 'needs'} ${amount} ${direction === 'more' ? 'more' : 'fewer'} ${what}`;
  }
  if (!holds) return `${name} ${direction === 'more' ? 'short' : 'over'} by ${amount}`;
  return `would end with the ${name} ${direction === 'more' ? 'higher' : 'lower'} by ${amount}`;
}

function untilText(until: string | null): string {
  return until === null ? '' : ` until ${until}`;
}

function momentChange(
  fn: 'firstTime' | 'lastTime',
  event: string,
  { value, compare, comparedWindow }: EvidenceOf<'behavior'>,
  holds: boolean,
): Change {
  const place = fn === 'firstTime' ? 'first' : 'last';
  if (value === null) return { need: 'value', text: `needs an event "${event}"` };
  const isInside = (compare.op === 'in') === holds;
  const days = `${comparedWindow?.from ?? 'the beginning'} to ${comparedWindow?.to ?? 'now'}`;
  const where = isInside ? 'outside of' : 'within';
  return {
    need: 'value',
    text: `${holds ? 'would end with' : 'needs'} the ${place} "${event}" ${where} ${days}`,
  };
}
