import { toMillionths } from '@muster/contracts';
import fc from 'fast-check';
import { typeCell, typeJsonValue } from './typed-value';
import { ZoneClock } from './zone-clock';

const clock = new ZoneClock('America/Sao_Paulo');

const decimal = fc
  .record({
    negative: fc.boolean(),
    integer: fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
    fraction: fc.option(fc.stringMatching(/^[0-9]{1,6}$/), { nil: undefined }),
  })
  .map(
    ({ negative, integer, fraction }) =>
      `${negative ? '-' : ''}${integer}${fraction === undefined ? '' : `.${fraction}`}`,
  );

describe('typing', () => {
  it('keeps every decimal of 18 and 6 digits exactly', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const typed = typeCell(text, clock);
        if (!typed.ok || typed.row.number === undefined) throw new Error(`${text} has no number`);
        const [integer = '', fraction = ''] = text.replace('-', '').split('.');
        const magnitude = BigInt(integer) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
        expect(toMillionths(typed.row.number)).toBe(text.startsWith('-') ? -magnitude : magnitude);
      }),
    );
  });

  it('never rounds a JSON number: it keeps it or refuses it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const typed = typeJsonValue(value, clock);
        if (typed.ok) expect(Number(typed.row.number)).toBe(value === 0 ? 0 : value);
        else expect(typed.problem.code).toBe('row.number-out-of-range');
      }),
    );
  });

  it('keeps every text as it is, whatever else it can be read as', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(typeCell(text, clock)).toMatchObject({ ok: true, row: { text } });
        expect(typeJsonValue(text, clock)).toMatchObject({ ok: true, row: { text } });
      }),
    );
  });

  it('gives an instant the local day that Intl gives it', () => {
    const days = new Intl.DateTimeFormat('sv-SE', { timeZone: clock.timeZone, dateStyle: 'short' });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-02'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          expect(clock.localDay(date.getTime())).toBe(days.format(date));
        },
      ),
    );
  });
});
