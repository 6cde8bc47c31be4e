import { sentStatement, lengthOf } from './sent-statement';

const FIELD_BYTES = 131_072;

describe('sentStatement', () => {
  it('leaves what is short as it is', () => {
    const parameters = { a: 'x', b: [1, 2], c: null, d: true, e: 7 };
    const statement = 'SELECT {a:String}, {b:Array(UInt8)}, { c : Nullable(Int8) }, {d:Bool}, {e:UInt8}';
    expect(sentStatement(statement, parameters)).toEqual({ statement, parameters });
  });

  it('leaves out what nobody asks for', () => {
    const parameters = { a: 'x', ab: 'y', long: 'z'.repeat(70_000) };
    expect(sentStatement('SELECT {ab:String}', parameters).parameters).toEqual({ ab: 'y' });
  });

  it('puts a text together wherever it is used', () => {
    const a = 'x'.repeat(70_000);
    const sent = sentStatement('SELECT {a:String}, {ab:String}, {a:String}', { a, ab: 'short' });
    const together = 'concat({a_part0:String}, {a_part1:String}, {a_part2:String})';
    expect(sent.statement).toBe(`SELECT ${together}, {ab:String}, ${together}`);
    const { ab, ...parts } = sent.parameters;
    expect(ab).toBe('short');
    expect(Object.values(parts).join('')).toBe(a);
  });

  it.each(['ü', '中', '🎉', '\\', '\n'])('makes parts of %j that fit into a field', (character) => {
    const a = `a${character.repeat(50_000)}`;
    const parts = Object.values(sentStatement('{a:String}', { a }).parameters).map(String);
    expect(parts.join('')).toBe(a);
    for (const part of parts) {
      const escaped = part.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
      expect(Buffer.byteLength(escaped)).toBeLessThan(FIELD_BYTES);
      expect(part).not.toMatch(/[\uD800-\uDBFF]$/);
    }
  });

  it('puts arrays together', () => {
    const a = Array.from({ length: 10_000 }, (_, index) => `user ${index}`);
    const { statement, parameters } = sentStatement('{a:Array(String)}', { a });
    expect(statement).toMatch(/^arrayConcat\(\{a_part0:Array\(String\)\}, .*\)$/);
    expect(Object.values(parameters).flat()).toEqual(a);
    expect(Object.values(parameters).every((part) => lengthOf({ part }) <= 32_768)).toBe(true);
  });

  it('puts an element together that is longer than a field', () => {
    const [one, other] = ['x'.repeat(40_000), 'y'];
    const { statement, parameters } = sentStatement('{a:Array(String)}', { a: [other, one, other] });
    expect(statement).toBe(
      'arrayConcat({a_part0:Array(String)}, [concat({a_part1_0:String}, {a_part1_1:String})], {a_part2:Array(String)})',
    );
    expect(parameters).toEqual({
      a_part0: [other],
      a_part1_0: 'x'.repeat(32_768),
      a_part1_1: 'x'.repeat(40_000 - 32_768),
      a_part2: [other],
    });
    expect(sentStatement('{a:Array(String)}', { a: [one] }).statement).toBe(
      'arrayConcat([concat({a_part0_0:String}, {a_part0_1:String})])',
    );
  });
});
