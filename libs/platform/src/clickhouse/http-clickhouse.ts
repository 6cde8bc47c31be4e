import {
  ClickHouseLogLevel,
  createClient,
  type BaseQueryParams,
  type ClickHouseClient,
} from '@clickhouse/client';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyDownError } from '../errors/errors';
import type { ClickHouseConfig, QueryLimits } from '../config/platform-config';
import { ClickHouse, type QueryOptions, type QueryParameters, type QueryStatistics } from './clickhouse.port';
import { clickhouseFailure } from './clickhouse.errors';
import { jsonLines } from './json-lines';
import { readAnswer } from './read-answer';
import { sentStatement, lengthOf, type SentStatement } from './sent-statement';
import { StatementIds } from './statement-ids';

/** Every query has limits: a connection that is lost does not stop the engine, so nothing else would. */
const DEFAULT_LIMITS: QueryLimits = { executionSeconds: 300, memoryMib: 4_096 };
const DEFAULT_POOL_SIZE = 32;
const MEBIBYTE = 1024 * 1024;
/** A connection on which nothing moves is given up after this long; above the longest execution time that callers set. */
const SILENCE_MS = 15 * 60_000;

/**
 * How often the engine says that a statement runs, in seconds, unless configured: proxies give up a connection on which nothing has
 * moved for a minute, and some of them (nginx) take no more than 4 to 8 KiB of headers in all, of which each word takes about 230 bytes.
 */
const DEFAULT_PROGRESS_SECONDS = 40;
/** Node.js takes 16 KiB unless told: a statement of 14 minutes sends 190 KiB when it reports every second. */
const MAX_RESPONSE_HEADERS_BYTES = 512 * 1024;

/** Queries that are to be stopped are looked for again after so long, and for so long: a sort or a merge of blocks ends late. */
const CANCEL_POLL_MS = 20;
const CANCEL_PATIENCE_MS = 60_000;

/** UTF-16 units of parameters that fit into a URL, which the engine takes up to 1 MiB (`http_max_uri_size`), each byte written as three. */
const URL_PARAMETERS_LENGTH = 65_536;

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** ClickHouse over its HTTP interface, with a pool of kept-alive connections. */
export class HttpClickHouse extends ClickHouse {
  private readonly client: ClickHouseClient;
  private readonly ids = new StatementIds();

  constructor(config: ClickHouseConfig, application: string) {
    super();
    // On one machine compression costs more than the bytes it saves.
    const compress = !['localhost', '127.0.0.1', '[::1]'].includes(config.url.hostname);
    const url = new URL(config.url);
    const { limits = DEFAULT_LIMITS } = config;
    const username = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    url.username = '';
    url.password = '';
    this.client = createClient({
      url,
      database: config.database,
      application,
      ...(username && { username }),
      ...(password && { password }),
      compression: { request: compress, response: compress },
      // Whatever fails is thrown; the client would also write it to the console.
      log: { level: ClickHouseLogLevel.OFF },
      request_timeout: SILENCE_MS,
      max_response_headers_size: MAX_RESPONSE_HEADERS_BYTES,
      max_open_connections: config.poolSize ?? DEFAULT_POOL_SIZE,
      ...(config.ca !== undefined && { tls: { ca_cert: Buffer.from(config.ca) } }),
      // Long lists of ids do not fit into a URL.
      use_multipart_params_auto: true,
      clickhouse_settings: {
        max_execution_time: limits.executionSeconds,
        max_memory_usage: String(limits.memoryMib * MEBIBYTE),
        output_format_json_quote_64bit_integers: 0,
        cancel_http_readonly_queries_on_client_close: 1,
        // The status then comes before the result; the client finds a late failure in `X-ClickHouse-Exception-Code`.
        send_progress_in_http_headers: 1,
        http_headers_progress_interval_ms: String(
          (config.progressSeconds ?? DEFAULT_PROGRESS_SECONDS) * 1000,
        ),
      },
    });
  }

  override async query<Row>(
    statement: string,
    parameters: QueryParameters = {},
    options?: QueryOptions,
  ): Promise<Row[]> {
    return this.answer(options, async () => {
      const start = performance.now();
      const result = await this.client.query({
        format: 'JSONEachRow',
        ...this.requestOf(
          sentStatement(statement, parameters),
          options?.onStatistics ? whenAllIsKnown(options) : options,
        ),
      });
      const rows = await result.json<Row>();
      options?.onStatistics?.(statisticsOf(summaryIn(result.response_headers), performance.now() - start));
      return rows;
    });
  }

  override async command(
    statement: string,
    parameters: QueryParameters = {},
    options?: QueryOptions,
  ): Promise<QueryStatistics> {
    return this.answer(options, async () => {
      const start = performance.now();
      const sent = this.requestOf(sentStatement(statement, parameters), whenAllIsKnown(options));
      const told =
        lengthOf(parameters) > URL_PARAMETERS_LENGTH
          ? await this.commandByForm(sent)
          : await this.client.command(sent).then(({ summary }) => ({ ...summary }));
      return statisticsOf(told, performance.now() - start);
    });
  }

  override async insert(
    table: string,
    rows: Iterable<object> | AsyncIterable<object>,
    options?: QueryOptions,
  ): Promise<void> {
    mustBeNames([table]);
    const chunks = jsonLines(rows);
    const first = await chunks.next();
    // Without rows there is nothing to say, and an empty body is not a statement.
    if (first.done) return;
    let sourceFailure: { readonly error: unknown } | undefined;
    const body = async function* () {
      yield first.value;
      try {
        yield* chunks;
      } catch (error) {
        sourceFailure = { error };
        throw error;
      }
    };
    await this.answer(options, async () => {
      try {
        const { stream } = await this.client.exec({
          values: Readable.from(body(), { objectMode: false }),
          ...this.requestOf(
            { statement: `INSERT INTO ${table} FORMAT JSONEachRow`, parameters: {} },
            options,
          ),
        });
        // The answer has no rows, but the connection is free only when it was read.
        await finished(stream.resume());
      } catch (error) {
        // The caller's own failure, not the broken connection that it led to.
        throw sourceFailure ? sourceFailure.error : error;
      }
    });
  }

  override async insertBinary(
    table: string,
    columns: readonly string[],
    rows: readonly Uint8Array[],
    options?: QueryOptions,
  ): Promise<QueryStatistics> {
    mustBeNames([table, ...columns]);
    return this.answer(options, async () => {
      const start = performance.now();
      const statement = `INSERT INTO ${table} (${columns.join(', ')}) FORMAT RowBinary`;
      const { stream, summary } = await this.client.exec({
        values: Readable.from(rows, { objectMode: false }),
        ...this.requestOf({ statement, parameters: {} }, whenAllIsKnown(options)),
      });
      await finished(stream.resume());
      return statisticsOf({ ...summary }, performance.now() - start);
    });
  }

  override async stream(
    statement: string,
    parameters: QueryParameters = {},
    options?: QueryOptions,
  ): Promise<Readable> {
    return this.answer(options, async () => {
      const { stream, response_headers: headers } = await this.client.exec(
        this.requestOf(sentStatement(statement, parameters), uncompressed(options)),
      );
      const tag = headers['x-clickhouse-exception-tag'];
      return readAnswer(stream, typeof tag === 'string' ? tag : undefined);
    });
  }

  override async cancelQueries(prefix: string, wait = false): Promise<void> {
    if (prefix === '') throw new Error('an empty prefix is that of every query');
    const patience = performance.now() + CANCEL_PATIENCE_MS;
    // Asked again until none is left, instead of `SYNC`: the embedded engine never returns from that.
    while ((await this.tellToStop(prefix)) > 0 && wait) {
      if (performance.now() > patience) {
        throw new DependencyDownError(
          'clickhouse',
          'ClickHouse does not end queries that it was told to stop',
        );
      }
      await sleep(CANCEL_POLL_MS);
    }
  }

  /** Makes sure that the engine answers. */
  async check(): Promise<void> {
    await this.query('SELECT 1 AS one');
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private requestOf(
    { statement, parameters }: SentStatement,
    options: QueryOptions | undefined,
  ): SentRequest {
    return {
      query: statement,
      query_params: parameters,
      ...(options?.settings && { clickhouse_settings: { ...options.settings } }),
      // A signal of its own for each statement: what listens to it goes with it, while the given one may outlive hundreds of them.
      ...(options?.signal && { abort_signal: AbortSignal.any([options.signal]) }),
      ...(options?.queryId !== undefined && { query_id: this.ids.next(options.queryId) }),
    };
  }

  /** The client sends forms for queries only, to which it adds a format; no rows come back. */
  private async commandByForm(sent: SentRequest): Promise<Summary> {
    const result = await this.client.query({ ...sent, format: 'JSONEachRow', use_multipart_params: true });
    await result.text();
    return summaryIn(result.response_headers);
  }

  /** How many queries there were to be stopped. */
  private async tellToStop(prefix: string): Promise<number> {
    return this.answer(undefined, async () => {
      const told = await this.client.query({
        query: 'KILL QUERY WHERE startsWith(query_id, {prefix:String}) ASYNC',
        query_params: { prefix },
        format: 'JSONEachRow',
      });
      return (await told.json()).length;
    });
  }

  private async answer<Result>(
    options: QueryOptions | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    // The client sends what was given up before it could listen.
    options?.signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      options?.signal?.throwIfAborted();
      throw clickhouseFailure(error);
    }
  }
}

/** They stand in the statement as they are. */
function mustBeNames(names: readonly string[]): void {
  for (const name of names) {
    if (!IDENTIFIER.test(name)) throw new Error(`not a name of a table or column: ${name}`);
  }
}

/** Without it the statistics are those of the moment when the answer began. */
function whenAllIsKnown(options: QueryOptions | undefined): QueryOptions {
  return { ...options, settings: { wait_end_of_query: 1, ...options?.settings } };
}

/** A decompressor whose input is cut off drops the bytes it has not given out, and with them the reason of a late failure. */
function uncompressed(options: QueryOptions | undefined): QueryOptions {
  return { ...options, settings: { enable_http_compression: 0, ...options?.settings } };
}

type SentRequest = BaseQueryParams & { readonly query: string };

/** Newer engines tell more than the client's type knows. */
type Summary = Readonly<Record<string, string | undefined>>;

function summaryIn(headers: Readonly<Record<string, unknown>>): Summary {
  const summary = headers['x-clickhouse-summary'];
  return typeof summary === 'string' ? (JSON.parse(summary) as Summary) : {};
}

function statisticsOf(told: Summary, wallMs: number): QueryStatistics {
  return {
    elapsedMs: told['elapsed_ns'] === undefined ? wallMs : Number(told['elapsed_ns']) / 1e6,
    rowsRead: Number(told['read_rows'] ?? 0),
    bytesRead: Number(told['read_bytes'] ?? 0),
    rowsWritten: Number(told['written_rows'] ?? 0),
    peakMemoryBytes: Number(told['memory_usage'] ?? 0),
  };
}
