import { passes, type NumberTest } from './number-test';

const ONE = 1_000_000n;

/** What kind of numbers there are: whole ones from 0, or any with six digits after the point. */
export type NumberKind = 'count' | 'decimal';

/** The least change of a number that turns the answer of a test around. */
export interface NumberStep {
  readonly direction: 'more' | 'less';
  /** Positive, in millionths. */
  readonly by: bigint;
}

/**
 * @param number in millionths.
 * @returns undefined when no number gives the other answer, as for a count that is at least 0.
 */
export function stepToOtherAnswer(
  test: NumberTest,
  number: bigint,
  kind: NumberKind,
): NumberStep | undefined {
  const pass = passes(test);
  const wanted = !pass(number);
  // The answer changes at a bound or right beside it, nowhere else.
  const candidates = test.values
    .flatMap((bound) => around(bound, kind))
    .filter((candidate) => pass(candidate) === wanted);
  const [nearest] = candidates
    .map((candidate): NumberStep => {
      const difference = candidate - number;
      return difference > 0n ? { direction: 'more', by: difference } : { direction: 'less', by: -difference };
    })
    .sort(nearestFirst);
  return nearest;
}

function around(bound: bigint, kind: NumberKind): bigint[] {
  if (kind === 'decimal') return [bound - 1n, bound, bound + 1n];
  const below = bound - (((bound % ONE) + ONE) % ONE);
  return [below - ONE, below, below + ONE, below + 2n * ONE].filter((count) => count >= 0n);
}

/** Of two equal ways the one upwards: events happen, they do not unhappen. */
function nearestFirst(left: NumberStep, right: NumberStep): number {
  if (left.by !== right.by) return left.by < right.by ? -1 : 1;
  return left.direction === right.direction ? 0 : left.direction === 'more' ? -1 : 1;
}

/** `37.5`: decimal text of millionths. */
export function decimalOf(millionths: bigint): string {
  const [sign, magnitude] = millionths < 0n ? ['-', -millionths] : ['', millionths];
  const fraction = String(magnitude % ONE)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${sign}${String(magnitude / ONE)}${fraction === '' ? '' : `.${fraction}`}`;
}
