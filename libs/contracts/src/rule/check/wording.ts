import { ExactNumber } from '../../value/exact-number';

/** Longest part of a rule that a message repeats, in characters. */
const LONGEST_QUOTE = 60;
/** Most names that a message lists, or that are searched for a hint: hints must stay cheap in a hostile rule. */
const MOST_LISTED = 20;
const MOST_SEARCHED = 500;
/** Shorter names are all one slip away from each other. */
const SHORTEST_HINT = 3;

/** A text of the rule in quotes, cut where it would drown the message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/** Names as a sentence lists them: `a, b or c`. */
export function either(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED);
  const last = shown.length < names.length ? 'others' : shown.pop();
  return shown.length === 0 ? String(last) : `${shown.join(', ')} or ${String(last)}`;
}

/** The end of a sentence about an unknown name: `; did you mean "x"?` when a known one is one slip of the keyboard away. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = known.slice(0, MOST_SEARCHED).find((candidate) => isOneSlipAway(name, candidate));
  return near === undefined ? '.' : `; did you mean ${quote(near)}?`;
}

/** Equal but for case and separators, or but for one character that is missing, added, replaced or swapped with its neighbour. */
function isOneSlipAway(name: string, candidate: string): boolean {
  const [left, right] = [fold(name), fold(candidate)];
  if (left === right) {
    return true;
  }
  let start = 0;
  while (start < left.length && left[start] === right[start]) {
    start += 1;
  }
  const [restLeft, restRight] = [left.slice(start), right.slice(start)];
  if (Math.min(left.length, right.length) < SHORTEST_HINT) {
    return false;
  }
  const swapped = `${restLeft.charAt(1)}${restLeft.charAt(0)}${restLeft.slice(2)}`;
  return (
    restLeft.slice(1) === restRight.slice(1) ||
    restLeft.slice(1) === restRight ||
    restLeft === restRight.slice(1) ||
    swapped === restRight
  );
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[_.\- ]/g, '');
}

/** What a JSON value is, for people. */
export function describe(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (value instanceof ExactNumber) {
    return 'a number';
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
