import type { Readable } from 'node:stream';
import type { Compression, FileFormat } from '@muster/contracts';
import { type CsvHeader, csvRows, type CsvShape } from './csv-rows';
import { gunzip } from './gunzip';
import { ndjsonRows } from './ndjson-rows';
import type { RawRow } from './raw-row';
import { decodeUtf8 } from './utf8';

export interface FileShape {
  readonly format: FileFormat;
  readonly compression: Compression;
  shapeOf(header: CsvHeader): CsvShape;
}

/**
 * The rows of a file, in order, in pieces as they are read, at constant memory.
 * @throws FileError when the file as a whole cannot be read; errors of the source as they are.
 */
export function readRows(source: Readable, file: FileShape): AsyncGenerator<readonly RawRow[]> {
  const text = decodeUtf8(file.compression === 'gzip' ? gunzip(source) : (source as AsyncIterable<Buffer>));
  switch (file.format) {
    case 'csv':
      return csvRows(text, (header) => file.shapeOf(header));
    case 'ndjson':
      return ndjsonRows(text);
  }
}
