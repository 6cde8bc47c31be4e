import { headerLength, resultShape } from './result-format';

const none = new Map<string, string>();

describe('the shape of a result', () => {
  it.each([
    ['JSONEachRow', { kind: 'rows', headerLines: 0 }],
    ['CSVWithNames', { kind: 'rows', headerLines: 1 }],
    ['TSVWithNamesAndTypes', { kind: 'rows', headerLines: 2 }],
    ['JSON', { kind: 'document' }],
    ['Parquet', { kind: 'document' }],
    ['RowBinaryWithNames', { kind: 'document' }],
  ])('%s', (format, shape) => {
    expect(resultShape(format, none)).toEqual(shape);
  });

  it('is one document when rows come in an array', () => {
    const settings = new Map([['output_format_json_array_of_rows', '1']]);
    expect(resultShape('JSONEachRow', settings)).toEqual({ kind: 'document' });
  });
});

describe('the header of a block', () => {
  const cut = (text: string, lines: number, format: string): string =>
    text.slice(headerLength(Buffer.from(text), lines, format));

  it.each([
    ['"a"\n1\n', 1, 'CSVWithNames', '1\n'],
    ['"a\nb","c""d"\n1,2\n', 1, 'CSVWithNames', '1,2\n'],
    ['a"\tb\nUInt8\tUInt8\n1\t2\n', 2, 'TSVWithNamesAndTypes', '1\t2\n'],
    ['1\n2\n', 0, 'CSV', '1\n2\n'],
    ['"a"\n', 1, 'CSVWithNames', ''],
  ])('%j', (text, lines, format, rest) => {
    expect(cut(text, lines, format)).toBe(rest);
  });
});
