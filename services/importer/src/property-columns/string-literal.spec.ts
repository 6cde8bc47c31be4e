import { stringLiteral } from './string-literal';

describe('stringLiteral', () => {
  it.each([
    ['amount', "'amount'"],
    ["it's", String.raw`'it\'s'`],
    ['\\', String.raw`'\\'`],
    ["\\'", String.raw`'\\\''`],
    ['a\0b', String.raw`'a\0b'`],
    ['😀 "`\n{x:String}', "'😀 \"`\n{x:String}'"],
  ])('%j', (text, literal) => {
    expect(stringLiteral(text)).toBe(literal);
  });
});
