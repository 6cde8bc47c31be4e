import { RE2JS } from 're2js';
import { utf8Ranges } from './utf8-ranges';

/**
 * Instructions that the engine's RE2 lets a program have: two thirds of its 8 MiB at 8 bytes each are 699,050, which measuring
 * confirms (`.{n}` has 12n and compiles up to n = 58,249; `\p{Greek}{n}` up to 7,060). What is left is for what RE2 puts around every program.
 */
const MOST_INSTRUCTIONS = 698_000;
const FOLDED = 1;

/** An instruction of re2js: a class of code points is one, whereas RE2 needs some for each range of bytes. */
interface Instruction {
  /** Pairs of first and last code point, or one code point; nothing for instructions that read no text. */
  readonly runes: Int32Array;
  /** Flags, for one code point: the lowest bit says that it stands for all that it folds to. */
  readonly arg: number;
}

/**
 * Whether the engine's RE2 can hold the program of a pattern, by an estimate that is never too low: RE2 shares the ends of byte
 * sequences, which is not counted. The estimate of `\pL` is 2,079 (RE2: 1,567), that of `[^a]` 29 (12): `\pL{336}` is the longest that is
 * taken, where RE2 takes `\pL{446}`.
 * @throws RE2JSException when it is not RE2 syntax.
 */
export function fitsEngine(pattern: string, flags: number): boolean {
  const sizes = new Map<Int32Array, number>();
  let size = 0;
  for (const instruction of instructionsOf(RE2JS.compile(pattern, flags))) {
    // Repetitions share their list, so that each class is counted once.
    const known = sizes.get(instruction.runes) ?? sizeOf(instruction);
    sizes.set(instruction.runes, known);
    size += known;
    if (size > MOST_INSTRUCTIONS) return false;
  }
  return true;
}

/** re2js tells only the number of its instructions with a type. */
function instructionsOf({ re2Input }: RE2JS): readonly Instruction[] {
  const program: unknown = re2Input.prog;
  if (typeof program === 'object' && program !== null && 'inst' in program) {
    const { inst: instructions } = program;
    if (Array.isArray(instructions) && instructions.every(isInstruction)) return instructions;
  }
  throw new Error('re2js keeps its programs in another form now');
}

function isInstruction(value: unknown): value is Instruction {
  return (
    typeof value === 'object' &&
    value !== null &&
    'runes' in value &&
    value.runes instanceof Int32Array &&
    'arg' in value &&
    typeof value.arg === 'number'
  );
}

function sizeOf({ runes, arg }: Instruction): number {
  const [only] = runes;
  if (only === undefined) return 1;
  if (runes.length > 1) return sizeOfClass(runes);
  return (arg & FOLDED) !== 0 ? sizeOfFolded(only) : Buffer.byteLength(String.fromCodePoint(only));
}

/** The most that simple case folding makes of it: `k` has the Kelvin sign, three other code points are the most. */
function sizeOfFolded(codePoint: number): number {
  const [ofLetter, ofLetterWithSign, mostOfOthers] = [1, 5, 11];
  if (codePoint > 0x7f) return mostOfOthers;
  return /[ks]/i.test(String.fromCodePoint(codePoint)) ? ofLetterWithSign : ofLetter;
}

/** One instruction for each byte range, those of common beginnings once, and one for each choice between two. */
function sizeOfClass(runes: Int32Array): number {
  const beginnings = new Set<string>();
  let sequences = 0;
  for (let index = 0; index < runes.length; index += 2) {
    for (const sequence of utf8Ranges(runes[index] ?? 0, runes[index + 1] ?? 0)) {
      sequences += 1;
      sequence.forEach((_, last) => beginnings.add(sequence.slice(0, last + 1).join()));
    }
  }
  return beginnings.size + sequences - 1;
}
