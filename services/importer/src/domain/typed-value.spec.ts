import { ExactNumber } from '@muster/contracts';
import { typeCell, typeJsonValue } from './typed-value';
import { ZoneClock } from './zone-clock';

const clock = new ZoneClock('Asia/Shanghai');

describe('values of JSON', () => {
  it.each([
    ['gold', { text: 'gold' }],
    ['', { text: '' }],
    ['200.00', { text: '200.00', number: '200' }],
    ['-0.5', { text: '-0.5', number: '-0.5' }],
    ['00001', { text: '00001', number: '1' }],
    ['1e3', { text: '1e3' }],
    ['1234567890123456789', { text: '1234567890123456789' }],
    ['true', { text: 'true' }],
    ['2022-01-01', { text: '2022-01-01', time: '2021-12-31 16:00:00.000' }],
    [
      '2022-01-01T00:00:00.123456+08:00',
      { text: '2022-01-01T00:00:00.123456+08:00', time: '2021-12-31 16:00:00.123456' },
    ],
    ['2022-02-30', { text: '2022-02-30' }],
    [12.5, { number: '12.5' }],
    [0, { number: '0' }],
    [-0, { number: '0' }],
    [123456789012345, { number: '123456789012345' }],
    [true, { boolean: true }],
    [['a', 'b'], { list: ['a', 'b'] }],
    [[], { list: [] }],
    [['a', 1], {}],
    ['19.9000000', { text: '19.9000000', number: '19.9' }],
    ['TRUE', { text: 'TRUE' }],
    [new ExactNumber('1234567890123456'), { number: '1234567890123456' }],
    [new ExactNumber('123456789012345678.5000000'), { number: '123456789012345678.5' }],
    [['a', new ExactNumber('12345678901234567890')], {}],
  ])('%j', (value, typed) => {
    expect(typeJsonValue(value, clock)).toEqual({ ok: true, row: typed });
  });

  it.each([1e21, 1e-7, 0.1234567, 0.1 + 0.2, new ExactNumber('1234567890123456789')])(
    'refuses %p, which would have to be rounded',
    (value) => {
      expect(typeJsonValue(value, clock)).toMatchObject({
        ok: false,
        problem: { code: 'row.number-out-of-range' },
      });
    },
  );

  it('refuses half a surrogate pair', () => {
    expect(typeJsonValue('a\ud800', clock)).toMatchObject({
      ok: false,
      problem: { code: 'row.text-invalid' },
    });
    expect(typeJsonValue(['\udc00'], clock)).toMatchObject({
      ok: false,
      problem: { code: 'row.text-invalid' },
    });
    expect(typeJsonValue('😀', clock)).toEqual({ ok: true, row: { text: '😀' } });
  });
});

describe('cells of CSV', () => {
  it.each([
    ['12', { text: '12', number: '12' }],
    ['1', { text: '1', number: '1', boolean: true }],
    ['0', { text: '0', number: '0', boolean: false }],
    ['true', { text: 'true', boolean: true }],
    ['false', { text: 'false', boolean: false }],
    ['TRUE', { text: 'TRUE', boolean: true }],
    ['False', { text: 'False', boolean: false }],
    ['yes', { text: 'yes', boolean: true }],
    ['No', { text: 'No', boolean: false }],
    ['y', { text: 'y' }],
    ['01', { text: '01', number: '1' }],
    ['["a"]', { text: '["a"]', list: ['a'] }],
    ['[1]', { text: '[1]' }],
    ['[a', { text: '[a' }],
  ])('%j', (value, typed) => {
    expect(typeCell(value, clock)).toEqual({ ok: true, row: typed });
  });
});
