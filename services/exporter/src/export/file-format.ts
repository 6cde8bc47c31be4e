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

/**
 * Data is written exactly. A value that a spreadsheet would take for a formula (`=1+1`) is not altered: the file feeds
 * programs, and a changed ID would not match. Every CSV value is quoted, so import it as text. Ids that contain `;` cannot
 * be told apart inside a CSV list; NDJSON has no such limit.
 */
export const memberFormats: Readonly<Record<FileFormat, MemberFormat>> = {
  csv: {
    header: '"entity_id","account_ids","device_ids"\n',
    engineFormat: 'CSV',
    list: (ids) => `arrayStringConcat(${ids}, ';')`,
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
