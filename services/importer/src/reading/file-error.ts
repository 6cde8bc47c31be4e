/** Why a file cannot be landed at all. Codes are stable. */
export type FileErrorCode =
  | 'file.missing'
  | 'file.empty'
  | 'file.gzip-invalid'
  | 'file.gzip-truncated'
  | 'file.not-utf8'
  | 'file.csv-invalid'
  | 'file.column-missing'
  | 'file.column-unknown'
  | 'file.column-duplicate'
  | 'file.column-conflict'
  | 'file.broken-rows'
  | 'file.too-many-broken-rows'
  | 'file.time-zone-invalid';

/** The file is at fault: no retry can help, the import fails. */
export class FileError extends Error {
  constructor(
    readonly code: FileErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'FileError';
  }
}
