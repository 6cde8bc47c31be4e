import { foldCase, foldingTable } from './case-folding';

// Left and right fold together by Unicode's CaseFolding.txt, status C or S.
test.each([
  ['Oslo', 'OSLO'],
  ['s', '\u017f'],
  ['k', '\u212a'],
  ['\u00e5', '\u212b'],
  ['σ', 'ς'],
  ['\u00df', '\u1e9e'],
  ['\u0345', '\u03b9'],
  ['\u03b8', '\u03f4'],
  ['\u{10400}', '\u{10428}'],
])('%s and %s are one letter', (left, right) => {
  expect(foldCase(left)).toBe(foldCase(right));
});

// Status F or T: only full folding, or Turkish, would make them equal.
test.each([
  ['\u00df', 'ss'],
  ['\ufb01', 'fi'],
  ['\u0130', 'i'],
  ['\u0131', 'i'],
  ['a', '\u00e1'],
])('%s and %s are not', (left, right) => {
  expect(foldCase(left)).not.toBe(foldCase(right));
});

test('the table is one letter for one letter, and what it gives folds to itself', () => {
  const { from, to } = foldingTable();

  expect(Array.from(from)).toHaveLength(Array.from(to).length);
  expect(foldCase(from)).toBe(to);
  expect(foldCase(to)).toBe(to);
});

test('no code point beyond those that were looked at has case', () => {
  const cased = [];
  for (let codePoint = 0x20000; codePoint <= 0x10ffff; codePoint += 1) {
    const letter = String.fromCodePoint(codePoint);
    if (letter.toLowerCase() !== letter || letter.toUpperCase() !== letter) cased.push(letter);
  }
  expect(cased).toEqual([]);
});
