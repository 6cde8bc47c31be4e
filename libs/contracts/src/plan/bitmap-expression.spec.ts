import { formatBitmap, parseBitmap, stagesOf } from './bitmap-expression';

describe('parseBitmap', () => {
  it.each([
    's0',
    'bitmapAnd(s0, s1)',
    'bitmapAndnot(bitmapOr(s0, bitmapAnd(s1, s10)), bitmapAndnot(s0, s2))',
  ])('reads what formatBitmap writes: %s', (text) => {
    expect(formatBitmap(parseBitmap(text))).toBe(text);
  });

  it('tells operations from stages', () => {
    expect(parseBitmap('bitmapAndnot(s0, s1)')).toEqual({
      operation: 'bitmapAndnot',
      left: 's0',
      right: 's1',
    });
  });

  it.each([
    ['', 'nothing in place of a bitmap'],
    ['bitmapAnd(s0)', ') in place of ,'],
    ['bitmapAnd(s0, s1', 'nothing in place of )'],
    ['bitmapAnd(, s1)', ', in place of a bitmap'],
    ['bitmapXor(s0, s1)', '( after the end'],
    ['s0 s1', 's1 after the end'],
  ])('refuses %j', (text, message) => {
    expect(() => parseBitmap(text)).toThrow(message);
  });
});

describe('stagesOf', () => {
  it('names a stage as often as it is used', () => {
    expect(stagesOf(parseBitmap('bitmapOr(bitmapAnd(s0, s1), s0)'))).toEqual(['s0', 's1', 's0']);
  });
});
