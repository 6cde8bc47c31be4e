import { CsvParser } from './csv-parser';
import { MAX_ROW_BYTES } from './raw-row';

function read(...pieces: string[]) {
  const parser = new CsvParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.push('', true)];
}

describe('CSV', () => {
  it('tells no value from the empty text', () => {
    expect(read('a,,""\n')).toEqual([{ line: 1, length: 5, cells: ['a', null, ''] }]);
  });

  it('counts the lines inside quotes, and skips empty ones', () => {
    const records = read('\uFEFFa,b\r\n\r\n"x\ny",1\r\nc,d');
    expect(records).toMatchObject([
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['x\ny', '1'] },
      { line: 5, cells: ['c', 'd'] },
    ]);
  });

  it.each([
    ['"a"b,c', 'a closing quote is followed by more text'],
    ['a"b,c', 'a cell has quotes, but does not begin with one'],
  ])('gives up %s and goes on with the next line', (line, message) => {
    expect(read(`${line}\nx,y\n`)).toMatchObject([
      { line: 1, problem: { code: 'row.csv-invalid', message } },
      { line: 2, cells: ['x', 'y'] },
    ]);
  });

  it('says where a quote is never closed', () => {
    expect(() => read('a,b\nc,"d\ne,f\n')).toThrow(/^line 2: a quote is never closed/);
  });

  it('does not read on for ever after a quote', () => {
    const parser = new CsvParser();
    parser.push('a,"');
    expect(() => parser.push('x'.repeat(MAX_ROW_BYTES))).toThrow(/^line 1/);
  });
});
