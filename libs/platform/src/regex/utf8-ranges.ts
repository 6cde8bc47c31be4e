/** The values that one byte may have, both ends included. */
export type ByteRange = readonly [low: number, high: number];

/** The greatest code points of one, two and three bytes. */
const LAST_OF_LENGTH = [0x7f, 0x7ff, 0xffff] as const;
/** Code points that differ only in their last one, two or three bytes share the bits outside these masks. */
const TAIL_MASKS = [0x3f, 0xfff, 0x3ffff] as const;

/**
 * Splits a range of code points, both ends included, into ranges of byte sequences in UTF-8: a text is in the range when its bytes are,
 * one by one, in those of one sequence. The splits are RE2's own (`AddRuneRangeUTF8`), because programs are counted by them.
 */
export function utf8Ranges(low: number, high: number): ByteRange[][] {
  for (const last of LAST_OF_LENGTH) {
    if (low <= last && last < high) return splitAfter(low, last, high);
  }
  if (high <= LAST_OF_LENGTH[0]) return [[[low, high]]];
  for (const mask of TAIL_MASKS) {
    if ((low & ~mask) === (high & ~mask)) continue;
    if ((low & mask) !== 0) return splitAfter(low, low | mask, high);
    if ((high & mask) !== mask) return splitAfter(low, (high & ~mask) - 1, high);
  }
  const last = utf8Bytes(high);
  return [utf8Bytes(low).map((byte, index) => [byte, last[index] ?? byte])];
}

function splitAfter(low: number, middle: number, high: number): ByteRange[][] {
  return [...utf8Ranges(low, middle), ...utf8Ranges(middle + 1, high)];
}

/** By hand, because surrogates are code points of classes too, and an encoder replaces them. */
function utf8Bytes(codePoint: number): number[] {
  const tail = (shift: number): number => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint <= LAST_OF_LENGTH[0]) return [codePoint];
  if (codePoint <= LAST_OF_LENGTH[1]) return [0xc0 | (codePoint >> 6), tail(0)];
  if (codePoint <= LAST_OF_LENGTH[2]) return [0xe0 | (codePoint >> 12), tail(6), tail(0)];
  return [0xf0 | (codePoint >> 18), tail(12), tail(6), tail(0)];
}
