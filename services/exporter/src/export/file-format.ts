import type { Compression, FileFormat } from '@muster/contracts';

/** How members are written. The engine formats the rows; the shards' rows follow one another in one file. */
export interface MemberFormat {
  /** First line of the file, with its line end; empty when there is none. */
  readonly header: string;
  /** The engine's name of the format. */
  readonly engineFormat: 'CSV' | 'JSONEachRow';
  /** How the two lists of ids are written, as an expression over `ids`. */
  readonly list: (ids: string) => string;
  /** Whether a line end inside double quotes belongs to a value. */
  readonly quotesLineEnds: boolean;
  readonly contentType: string;
}

/** Ids that could not be told apart when they are separated by `;`: such a list is written as JSON, which importers read too. */
const AMBIGUOUS = String.raw`^\[|^[\s\x0B\p{Z}\x{FEFF}]|;|[\s\x0B\p{Z}\x{FEFF}]$`;

function csvList(ids: string): string {
  const pattern = AMBIGUOUS.replaceAll('\\', '\\\\');
  return `if(arrayExists(id -> match(id, '${pattern}'), ${ids}), toJSONString(${ids}), arrayStringConcat(${ids}, ';'))`;
}

/**
 * Data is written exactly. A value that a spreadsheet would take for a formula (`=1+1`) is not altered: the file feeds
 * programs, and a changed ID would not match. Every CSV value is quoted, so import it as text. Both formats can be imported as
 * `users` again, see `importable-export.int-spec.ts` of the tests.
 */
export const memberFormats: Readonly<Record<FileFormat, MemberFormat>> = {
  csv: {
    header: '"entity_id","account_ids","device_ids"\n',
    engineFormat: 'CSV',
    list: csvList,
    quotesLineEnds: true,
    contentType: 'text/csv; charset=utf-8',
  },
  ndjson: {
    header: '',
    engineFormat: 'JSONEachRow',
    list: (ids) => ids,
    quotesLineEnds: false,
    contentType: 'application/x-ndjson',
  },
};

/** What the object is stored as; a compressed file is a gzip file to those who download it. */
export function contentTypeOf(format: FileFormat, compression: Compression): string {
  return compression === 'gzip' ? 'application/gzip' : memberFormats[format].contentType;
}
