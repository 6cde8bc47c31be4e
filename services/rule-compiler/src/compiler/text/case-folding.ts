/** Letters with case end below this code point. */
const CASED_CODE_POINTS = 0x20000;

/** `from[i]` folds to `to[i]`; every other code point folds to itself. */
export interface FoldingTable {
  readonly from: string;
  readonly to: string;
}

let table: FoldingTable | undefined;
let folds: ReadonlyMap<string, string> | undefined;

/**
 * Unicode's simple case folding, up to the choice of the letter that stands for each class. The classes come from the
 * runtime's `iu` regular expressions, which compare by simple case folding (ECMA-262, Canonicalize).
 */
export function foldingTable(): FoldingTable {
  if (table) return table;
  const entries = [...foldingMap()];
  table = Object.freeze({
    from: entries.map(([from]) => from).join(''),
    to: entries.map(([, to]) => to).join(''),
  });
  return table;
}

export function foldCase(text: string): string {
  const map = foldingMap();
  return Array.from(text, (letter) => map.get(letter) ?? letter).join('');
}

function foldingMap(): ReadonlyMap<string, string> {
  folds ??= new Map(candidateClasses().flatMap(foldsOfCandidates));
  return folds;
}

/** Letters that could fold together: equal when lower- and then upper-cased in full, which is coarser than simple folding. */
function candidateClasses(): string[][] {
  const classes = new Map<string, string[]>();
  for (let codePoint = 0; codePoint < CASED_CODE_POINTS; codePoint += 1) {
    const letter = String.fromCodePoint(codePoint);
    const key = letter.toLowerCase().toUpperCase();
    const members = classes.get(key);
    if (members) members.push(letter);
    else classes.set(key, [letter]);
  }
  return [...classes.values()].filter((members) => members.length > 1);
}

/** Splits candidates into those that fold together; the first of each class, by code point, stands for it. */
function foldsOfCandidates(candidates: readonly string[]): [string, string][] {
  const representatives: { letter: string; sameAs: RegExp }[] = [];
  const found: [string, string][] = [];
  for (const letter of candidates) {
    const representative = representatives.find(({ sameAs }) => sameAs.test(letter));
    if (representative) found.push([letter, representative.letter]);
    else representatives.push({ letter, sameAs: new RegExp(`^${escape(letter)}$`, 'iu') });
  }
  return found;
}

function escape(letter: string): string {
  return `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`;
}
