/**
 * How a result can be sent while it is made. The engine hands out every block of rows as a complete document:
 * those of some formats may be glued together, those of others once the repeated header is cut off, the rest only whole.
 */
export type ResultShape =
  { readonly kind: 'rows'; readonly headerLines: number } | { readonly kind: 'document' };

const ROWS = [
  'CSV',
  'TSV',
  'TSVRaw',
  'TabSeparated',
  'TabSeparatedRaw',
  'JSONEachRow',
  'JSONLines',
  'NDJSON',
  'JSONStringsEachRow',
  'JSONCompactEachRow',
  'JSONCompactStringsEachRow',
  'RowBinary',
];
const WITH_HEADER = [
  'CSV',
  'TSV',
  'TSVRaw',
  'TabSeparated',
  'TabSeparatedRaw',
  'JSONCompactEachRow',
  'JSONCompactStringsEachRow',
];

const headerLinesByFormat = new Map<string, number>([
  ...ROWS.map((name) => [name, 0] as const),
  ...WITH_HEADER.map((name) => [`${name}WithNames`, 1] as const),
  ...WITH_HEADER.map((name) => [`${name}WithNamesAndTypes`, 2] as const),
]);

/** The shape of a format. An array of rows is one document, whatever the format. */
export function resultShape(format: string, settings: ReadonlyMap<string, string>): ResultShape {
  const headerLines = headerLinesByFormat.get(format);
  const inOneArray = !['0', 'false', undefined].includes(settings.get('output_format_json_array_of_rows'));
  return headerLines === undefined || inOneArray ? { kind: 'document' } : { kind: 'rows', headerLines };
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;

/** Where the rows of a block begin, after its header. Only CSV may hold a line break inside a name, in quotes. */
export function headerLength(block: Uint8Array, headerLines: number, format: string): number {
  const quotes = format.startsWith('CSV');
  let lines = 0;
  let quoted = false;
  for (let at = 0; at < block.length && lines < headerLines; at++) {
    if (quotes && block[at] === QUOTE) quoted = !quoted;
    if (block[at] === NEWLINE && !quoted && ++lines === headerLines) return at + 1;
  }
  return headerLines === 0 ? 0 : block.length;
}
