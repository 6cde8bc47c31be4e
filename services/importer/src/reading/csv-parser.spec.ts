import { CsvParser } from './csv-parser';
import { MAX_ROW_BYTES } from './raw-row';

function read(...pieces: string[]) {
  const parser = new CsvParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.push('', true)];
}

/** As a file arrives. */
function inPieces(text: string): readonly string[] {
  return text.match(/[^]{1,65536}/g) ?? [];
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

  it.each(['x', '\n', 'x,1\n'])('takes what is too long in quotes, of %j, for one broken row', (text) => {
    const long = `"${text.repeat(MAX_ROW_BYTES)}""",b`;
    const lines = long.split('\n').length;
    expect(read(...inPieces(`a,b\n${long}\nc,d\n`))).toMatchObject([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, problem: { code: 'row.too-long' } },
      { line: 2 + lines, cells: ['c', 'd'] },
    ]);
  });

  it.each([
    ['row.too-long', 'x'.repeat(MAX_ROW_BYTES + 1)],
    ['row.too-long', `"a",${'x,'.repeat(MAX_ROW_BYTES)}`],
    ['row.csv-invalid', `"\n"b"${'x'.repeat(MAX_ROW_BYTES)}`],
  ])('takes a long line of unquoted text for one broken row: %s', (code, row) => {
    const text = `${row}\nc,d\n`;
    const expected = [
      { line: 1, problem: { code } },
      { line: row.split('\n').length + 1, cells: ['c', 'd'] },
    ];
    expect(read(...inPieces(text))).toMatchObject(expected);
  });

  it('holds no more than a row of what follows a quote that is never closed', () => {
    const parser = new CsvParser();
    parser.push('a,"');
    for (let megabytes = 0; megabytes < 8; megabytes++) parser.push('x'.repeat(MAX_ROW_BYTES));
    expect((parser as unknown as { text: string }).text.length).toBeLessThanOrEqual(MAX_ROW_BYTES);
    expect(() => parser.push('', true)).toThrow(/^line 1: a quote is never closed/);
  });
});
