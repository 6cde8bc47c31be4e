import { utf8Ranges } from './utf8-ranges';

const inHex = (low: number, high: number): string[] =>
  utf8Ranges(low, high).map((sequence) =>
    sequence.map(([from, to]) => `${from.toString(16)}-${to.toString(16)}`).join(' '),
  );

it('splits where lengths and first bytes change', () => {
  expect(inHex(0x00, 0x10ffff)).toEqual([
    '0-7f',
    'c2-df 80-bf',
    'e0-e0 a0-bf 80-bf',
    'e1-ef 80-bf 80-bf',
    'f0-f0 90-bf 80-bf 80-bf',
    'f1-f3 80-bf 80-bf 80-bf',
    'f4-f4 80-8f 80-bf 80-bf',
  ]);
});

it('splits off both ragged ends', () => {
  expect(inHex(0xe9, 0x44f)).toEqual(['c3-c3 a9-bf', 'c4-d0 80-bf', 'd1-d1 80-8f']);
});

it('keeps one code point whole', () => {
  expect(inHex(0x1f600, 0x1f600)).toEqual(['f0-f0 9f-9f 98-98 80-80']);
});
