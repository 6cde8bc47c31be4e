import { ExactNumber } from '@muster/contracts';
import { JsonError, parseJsonExact } from './parse-json-exact';

function codeOf(text: string): string | undefined {
  try {
    parseJsonExact(text);
    return undefined;
  } catch (error) {
    return error instanceof JsonError ? error.code : `not a JsonError: ${String(error)}`;
  }
}

describe('parseJsonExact', () => {
  it.each([
    ['{"a":1,"b":[true,null,"x"],"c":-1.5e3}', { a: 1, b: [true, null, 'x'], c: -1500 }],
    ['123456789012345', 123456789012345],
    ['0.000000000000000001', 1e-18],
    ['12345678901234500000', 12345678901234500000],
    ['"9007199254740993"', '9007199254740993'],
    [' [ ] ', []],
  ])('parses %s as JSON.parse does', (text, value) => {
    expect(parseJsonExact(text)).toEqual(value);
  });

  it.each([
    '9007199254740993',
    '-9007199254740993',
    '1234567890123.456',
    '0.1234567890123456',
    '12345678901234567e-3',
    '1.2345678901234567E2',
    '1.2345678901234567e999',
  ])('keeps %s exactly, as a number that is no string', (literal) => {
    expect(parseJsonExact(literal)).toEqual(new ExactNumber(literal));
    expect(parseJsonExact(`{"a": [${literal} , 1, "${literal}"]}`)).toEqual({
      a: [new ExactNumber(literal), 1, literal],
    });
  });

  it('leaves digits inside strings alone, escapes included', () => {
    const value = { 'k"9007199254740993': 'a\\"9007199254740993\\' };
    expect(parseJsonExact(JSON.stringify(value))).toEqual(value);
  });

  it('keeps __proto__ an ordinary key', () => {
    const value = parseJsonExact('{"__proto__":{"admin":9007199254740993}}') as { admin?: unknown };
    expect(value.admin).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__']);
    const direct = parseJsonExact('{"__proto__":9007199254740993}') as object;
    expect(Object.entries(direct)).toEqual([['__proto__', new ExactNumber('9007199254740993')]]);
  });

  it.each([
    '',
    '{',
    '{"a":}',
    '09007199254740993',
    '--9007199254740993',
    '+9007199254740993',
    '9007199254740993x',
    '{9007199254740993:1}',
    '{9007199254740993 : 1}',
    '"a"9007199254740993',
    '[1 9007199254740993]',
    '9007199254740993.',
    '"open',
  ])('refuses %s', (text) => {
    expect(codeOf(text)).toBe('json.malformed');
  });

  it('refuses more than 64 levels before any parser recurses', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(codeOf(nested(64))).toBeUndefined();
    expect(codeOf(nested(65))).toBe('json.too-deep');
    expect(codeOf('{"a":'.repeat(10_000))).toBe('json.too-deep');
  });
});
