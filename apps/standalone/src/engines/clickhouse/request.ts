import type { IncomingMessage } from 'node:http';
import { EngineError } from './engine-error';
import { readFormFields, readText } from './request-body';

/** A statement and everything a request says about how to run it. */
export interface EngineRequest {
  readonly queryId: string;
  /** The text of the statement, or its beginning when rows follow in the body. */
  readonly query: string;
  /** Whether the body still holds what belongs to the query: rows to insert. */
  readonly bodyFollows: boolean;
  /** Values of `{name:Type}`, in the escaped text form in which they travel. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  readonly database: string | undefined;
  readonly sessionId: string | undefined;
  readonly sessionTimeout: number | undefined;
  /** Format of the result when the statement names none. */
  readonly defaultFormat: string;
  /** Answer only when everything has been computed. */
  readonly waitForEnd: boolean;
  readonly compressResult: boolean;
}

/** Arguments of the HTTP interface itself: not settings of the engine. */
const INTERFACE_ARGUMENTS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'session_id',
  'session_timeout',
  'session_check',
  'user',
  'password',
  'role',
  'quota_key',
  'compress',
  'decompress',
  'buffer_size',
  'wait_end_of_query',
  'stacktrace',
  'client_protocol_version',
  // The engine keeps no log of queries, and the server finds the query of a request that was given up by its comment.
  'log_comment',
]);
/** ClickHouse's `http_max_field_value_size`, which clients must keep to. */
const MAX_FIELD_BYTES = 131_072;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads URL, headers and, unless rows to insert are in it, the body. */
export async function readRequest(message: IncomingMessage, newId: () => string): Promise<EngineRequest> {
  const url = new URL(message.url ?? '/', 'http://localhost');
  const form = await readFormFields(message);
  const fields = [...url.searchParams, ...form];
  refuseLongFields(fields);
  const argument = (name: string): string | undefined => fields.find(([key]) => key === name)?.[1];
  const inUrl = argument('query') ?? '';
  const bodyFollows = inUrl.trim() !== '' && form.length === 0 && message.method === 'POST';
  const query = bodyFollows || form.length > 0 ? inUrl : `${inUrl}${await readText(message)}`;
  if (query.trim() === '') throw new EngineError('Code: 62. DB::Exception: Empty query (SYNTAX_ERROR)');
  const timeout = argument('session_timeout');
  return {
    queryId: argument('query_id') ?? newId(),
    query,
    bodyFollows,
    parameters: named(fields, (key) => (key.startsWith('param_') ? key.slice('param_'.length) : undefined)),
    settings: named(fields, (key) =>
      key.startsWith('param_') || INTERFACE_ARGUMENTS.has(key) ? undefined : key,
    ),
    database: argument('database') ?? header(message, 'x-clickhouse-database'),
    sessionId: argument('session_id'),
    sessionTimeout: timeout === undefined ? undefined : Number(timeout),
    defaultFormat: argument('default_format') ?? header(message, 'x-clickhouse-format') ?? 'TabSeparated',
    waitForEnd: isOn(argument('wait_end_of_query')),
    compressResult:
      isOn(argument('enable_http_compression')) && /\bgzip\b/.test(header(message, 'accept-encoding') ?? ''),
  };
}

/** A header that is sent once; undefined when it is missing. */
export function header(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function refuseLongFields(fields: readonly (readonly [string, string])[]): void {
  const isTooLong = fields.some(([, value]) => Buffer.byteLength(value) > MAX_FIELD_BYTES);
  if (isTooLong)
    throw new EngineError(
      'Code: 1000. DB::Exception: HTML Form Exception: Field value too long (POCO_EXCEPTION)',
    );
}

const isOn = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Fields that have a name by `nameOf`, which must be an identifier since it becomes part of a statement. */
function named(
  fields: readonly (readonly [string, string])[],
  nameOf: (key: string) => string | undefined,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [key, value] of fields) {
    const name = nameOf(key);
    if (name === undefined) continue;
    if (!NAME.test(name)) {
      throw new EngineError(`Code: 115. DB::Exception: Unknown setting '${name}'. (UNKNOWN_SETTING)`);
    }
    values.set(name, value);
  }
  return values;
}
