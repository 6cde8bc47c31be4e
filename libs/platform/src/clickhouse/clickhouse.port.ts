import type { Readable } from 'node:stream';

/** Values bound to `{name:Type}` in a statement. Text, decimals and times travel as strings. */
export type QueryParameters = Readonly<Record<string, QueryValue>>;
export type QueryValue = string | number | boolean | null | readonly string[] | readonly number[];

/** What the engine says of a finished statement; counts are 0 when it does not tell (the embedded one tells only the time). */
export interface QueryStatistics {
  /** The engine's own time, in milliseconds. */
  readonly elapsedMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly rowsWritten: number;
  /** Peak memory in bytes; 0 when the engine does not tell. */
  readonly peakMemoryBytes: number;
}

export interface QueryOptions {
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal;
  /**
   * What the id of the query begins with in the engine, so that `cancelQueries` can find it from any process: at most 180 characters.
   * What follows makes each id unique, however often one name is used. Chosen by the engine unless told.
   */
  readonly queryId?: string;
  /** Of `query`: called with what it took, when its rows are there. */
  readonly onStatistics?: (statistics: QueryStatistics) => void;
}

/**
 * Statements on ClickHouse. User input reaches a statement only as a bound parameter.
 *
 * Every method throws DependencyDownError when the engine does not answer, is shutting down, or does not have the tables yet
 * (their owner migrates them when it starts); any other failure is a ClickHouseError of the client, with its code.
 */
export abstract class ClickHouse {
  /** Rows of a SELECT, as objects; 64-bit integers arrive as numbers and must be below 2^53. */
  abstract query<Row>(
    statement: string,
    parameters?: QueryParameters,
    options?: QueryOptions,
  ): Promise<Row[]>;
  /** Runs a statement that returns no rows, such as INSERT … SELECT or DDL. */
  abstract command(
    statement: string,
    parameters?: QueryParameters,
    options?: QueryOptions,
  ): Promise<QueryStatistics>;
  /**
   * Inserts rows, given as objects (JSONEachRow); streamed, so any number. The engine writes in blocks of about a million
   * rows: when an insert fails, earlier blocks may stay. A failure of the source of the rows is thrown as it is.
   */
  abstract insert(
    table: string,
    rows: Iterable<object> | AsyncIterable<object>,
    options?: QueryOptions,
  ): Promise<void>;
  /**
   * Inserts rows that are given in the engine's own RowBinary, for values that JSON cannot carry. All of them or none, as long as
   * they make one block and one partition: fewer than a million rows and 256 MiB.
   *
   * @param columns those that each row has, in its order.
   */
  abstract insertBinary(
    table: string,
    columns: readonly string[],
    rows: readonly Uint8Array[],
    options?: QueryOptions,
  ): Promise<QueryStatistics>;
  /** The bytes of a SELECT in the format that the statement names (`… FORMAT CSVWithNames`), as the engine writes them. */
  abstract stream(statement: string, parameters?: QueryParameters, options?: QueryOptions): Promise<Readable>;
  /**
   * Tells the engine to stop every running query whose id begins with the prefix, whoever started it: their callers get a
   * ClickHouseError that `isCancelledQuery` recognises. Of a cluster, only the node that answers is told: give its workers the
   * addresses of their nodes.
   * @param prefix not empty: that would be every query.
   * @param wait whether to wait until they have ended, and nothing that they write can appear any more.
   */
  abstract cancelQueries(prefix: string, wait?: boolean): Promise<void>;
}

/** A step of a schema, applied once per database, in order, under a lock that all services share. */
export interface ClickHouseMigration {
  /** e.g. `2026-11-23-users`; unique within the service. */
  readonly name: string;
  readonly statements: readonly MigrationStatement[];
}

/**
 * A statement, or one with a condition. `unless`: a query; the statement is left out when it gives a row, which says that an attempt before
 * has done it. `until`: a query that is asked again until it gives a row; `{waited:Float64}` in it is for how many seconds that has been done.
 */
export type MigrationStatement =
  string | { readonly unless: string; readonly statement: string } | { readonly until: string };
