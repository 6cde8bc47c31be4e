import { compareDecimals, isInexactNumber, parseDecimal, toMillionths } from './decimal';

describe('parseDecimal', () => {
  it.each([
    [200, '200'],
    ['200.00', '200'],
    ['0200.50', '200.5'],
    ['-0.00', '0'],
    [-0, '0'],
    ['-1.230000', '-1.23'],
    [0.1, '0.1'],
    [0.000001, '0.000001'],
    ['999999999999999999.999999', '999999999999999999.999999'],
    [9007199254740991, '9007199254740991'],
    [1e17, '100000000000000000'],
  ])('%p is %p', (value, text) => {
    expect(parseDecimal(value)).toBe(text);
  });

  it.each([
    ['a 19th digit before the point', '1000000000000000000'],
    ['a 7th digit after the point', '0.0000001'],
    ['a large JSON number', 1e18],
    ['a small JSON number', 1e-7],
    ['a JSON number that a double may have changed', 12345678901.123456],
  ])('refuses %s, never rounds', (_what, value) => {
    expect(parseDecimal(value)).toBeUndefined();
    expect(isInexactNumber(value)).toBe(true);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '1.',
    '.5',
    '1e3',
    '0x10',
    '1,000',
    '١',
    'NaN',
    true,
    null,
    undefined,
    [1],
    {},
  ])('%p is no number', (value) => {
    expect(parseDecimal(value)).toBeUndefined();
    expect(isInexactNumber(value)).toBe(false);
  });
});

describe('comparing decimals', () => {
  it('is exact where doubles are not', () => {
    expect(compareDecimals('999999999999999999.999998', '999999999999999999.999999')).toBe(-1);
    expect(compareDecimals('-0.5', '-0.4')).toBe(-1);
    expect(compareDecimals('10', '9')).toBe(1);
    expect(compareDecimals('1.5', '1.5')).toBe(0);
  });

  it('counts millionths', () => {
    expect(toMillionths('-1.5')).toBe(-1_500_000n);
    expect(toMillionths('-0.000001')).toBe(-1n);
  });
});
