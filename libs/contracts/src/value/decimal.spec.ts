import { ExactNumber } from './exact-number';
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
    ['19.9000000', '19.9'],
    ['-0000000000000000000019.9', '-19.9'],
    [`1.${'0'.repeat(1_000)}`, '1'],
    [new ExactNumber('19.90000000000000000'), '19.9'],
    [new ExactNumber('123456789012345678.123456'), '123456789012345678.123456'],
    [new ExactNumber('12345678901234567e-3'), '12345678901234.567'],
    [new ExactNumber('-0.0012345000000000000e2'), '-0.12345'],
    [new ExactNumber('1234567890123450000000e-4'), '123456789012345000'],
    [new ExactNumber('0e99999999999999999999'), '0'],
  ])('%p is %p', (value, text) => {
    expect(parseDecimal(value)).toBe(text);
  });

  it.each([
    ['a 19th digit before the point', '1000000000000000000'],
    ['a 7th digit after the point', '0.0000001'],
    ['a 7th digit after the point with a zero behind it', '0.00000010'],
    ['a large JSON number', 1e18],
    ['a small JSON number', 1e-7],
    ['a JSON number that a double may have changed', 12345678901.123456],
    ['a long JSON number', new ExactNumber('1234567890123456789')],
    ['a JSON number of a large exponent', new ExactNumber('1.2345678901234567e999999999999')],
    ['a JSON number of a small exponent', new ExactNumber('1.2345678901234567e-999999999999')],
    ['a fine JSON number', new ExactNumber('0.30000000000000004')],
  ])('refuses %s, never rounds', (_what, value) => {
    expect(parseDecimal(value)).toBeUndefined();
    expect(isInexactNumber(value)).toBe(true);
  });

  it('takes linear time for a text of very many zeros', () => {
    expect(parseDecimal(`1${'0'.repeat(1_000_000)}1`)).toBeUndefined();
    expect(parseDecimal(`${'0'.repeat(1_000_000)}1.5${'0'.repeat(1_000_000)}`)).toBe('1.5');
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
