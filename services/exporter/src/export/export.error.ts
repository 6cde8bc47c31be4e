/** There will be no file, however often it is tried; the code travels in `audience.export.failed.v1`. */
export class ExportError extends Error {
  constructor(
    readonly code: 'export.snapshot-missing' | 'export.row-count-mismatch',
    message: string,
  ) {
    super(message);
    this.name = 'ExportError';
  }
}
