import fc from 'fast-check';
import { type Cell, CsvParser } from './csv-parser';

const cell: fc.Arbitrary<Cell> = fc.option(
  fc.string({
    unit: fc.constantFrom('a', 'ü', '"', ',', ';', '\t', '\n', '\r', ' ', '😀', ''),
    maxLength: 8,
  }),
);
const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 8 });

/** As RFC 4180 has it: no value is nothing at all, every other cell is in quotes or needs none. */
function write(cells: readonly Cell[], newline: string, quoteAll: boolean, delimiter: string): string {
  const written = cells.map((text) => {
    if (text === null) return '';
    return quoteAll || text === '' || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return written.join(delimiter) + newline;
}

function read(text: string, pieces: readonly number[], delimiter: string): unknown[] {
  const parser = new CsvParser(delimiter);
  const read: unknown[] = [];
  let at = 0;
  for (const length of [...pieces, text.length]) {
    for (const record of parser.push(text.slice(at, at + length)))
      read.push('cells' in record ? record.cells : record.problem);
    at += length;
  }
  for (const record of parser.push('', true)) read.push('cells' in record ? record.cells : record.problem);
  return read;
}

describe('CSV', () => {
  it('reads what was written, however it arrives in pieces', () => {
    fc.assert(
      fc.property(
        records,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 30 }),
        fc.boolean(),
        fc.constantFrom(',', ';', '\t'),
        (written, newline, quoteAll, pieces, endsInNewline, delimiter) => {
          const text = written.map((cells) => write(cells, newline, quoteAll, delimiter)).join('');
          // Without its last newline, a last record reads the same.
          const file = endsInNewline ? text : text.slice(0, text.length - newline.length);
          expect(read(file, pieces, delimiter)).toEqual(written);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes any text apart in the same way, broken or not, however it arrives in pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '""', ',', '\n', '\r', '\r\n'), maxLength: 40 });
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 40 });
    fc.assert(
      fc.property(text, lengths, (file, pieces) => {
        expect(outcome(file, pieces)).toEqual(outcome(file, []));
      }),
      { numRuns: 2_000 },
    );
  });
});

function outcome(text: string, pieces: readonly number[]): unknown {
  try {
    return read(text, pieces, ',');
  } catch (error) {
    return String(error);
  }
}
