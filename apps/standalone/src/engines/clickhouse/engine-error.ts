/** An error in the engine's own words: `Code: N. DB::Exception: … (TYPE)`. */
export class EngineError extends Error {
  /** The number of ClickHouse's error; 1001 (STD_EXCEPTION) when the text carries none. */
  readonly code: number;

  constructor(message: string) {
    super(message);
    this.name = 'EngineError';
    this.code = Number(/^Code: (\d+)\./.exec(message)?.[1] ?? 1001);
  }
}

/** Whatever was thrown, as an error whose text a ClickHouse client can take apart. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new EngineError(
    /^Code: \d+\./.test(message) ? message : `Code: 1001. DB::Exception: ${message} (STD_EXCEPTION)`,
  );
}

/** Status by error code, as ClickHouse answers: the client's fault, a missing thing, refused, else the server's fault. */
export function httpStatusOf(code: number): number {
  if (BAD_REQUEST.has(code)) return 400;
  if (NOT_FOUND.has(code)) return 404;
  return code === AUTHENTICATION_FAILED ? 401 : 500;
}

export const AUTHENTICATION_FAILED = 516;
// Parsing of text, syntax, unknown settings and parameters, wrong arguments.
const BAD_REQUEST = new Set([6, 26, 27, 36, 38, 41, 42, 53, 62, 69, 72, 115, 130, 376, 456, 457]);
// Unknown identifiers, functions, tables, databases.
const NOT_FOUND = new Set([46, 47, 60, 81]);
