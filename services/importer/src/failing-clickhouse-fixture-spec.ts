import type { Readable } from 'node:stream';
import { ClickHouse, type QueryOptions, type QueryParameters } from '@muster/platform';

/** Which statement fails, counted from 1, and how. */
export interface Fault {
  readonly statement: number;
  /** Whether the engine has done its work when its answer is lost. */
  readonly done: boolean;
  /** Whether everything after it fails too, as if the process had died. */
  readonly forGood: boolean;
}

/** Rows of a file on their way into staging, and their end: a landing repeats that from the beginning. */
const STAGING = /^(INSERT INTO|ALTER TABLE) staged_/;

/** A ClickHouse that fails one of the statements of a landing, reading ones included. */
export class FailingClickHouse extends ClickHouse {
  /** Statements since the last fault was set. */
  statements = 0;
  /** Whether the one that failed changes something: of others it does not matter whether the engine has done its work. */
  failedWrite = false;
  private fault: Fault | undefined;
  private dead = false;

  constructor(private readonly real: ClickHouse) {
    super();
  }

  failAt(fault: Fault | undefined): void {
    this.fault = fault;
    this.statements = 0;
    this.dead = false;
    this.failedWrite = false;
  }

  override query<Row>(statement: string, parameters?: QueryParameters, options?: QueryOptions) {
    return this.counted('read', statement, () => this.real.query<Row>(statement, parameters, options));
  }

  override command(statement: string, parameters?: QueryParameters, options?: QueryOptions) {
    return this.counted('write', statement, () => this.real.command(statement, parameters, options));
  }

  override insert(table: string, rows: Iterable<object>, options?: QueryOptions): Promise<void> {
    return this.counted('write', `INSERT INTO ${table}`, () => this.real.insert(table, rows, options));
  }

  override insertBinary(
    table: string,
    columns: readonly string[],
    rows: readonly Uint8Array[],
    options?: QueryOptions,
  ) {
    return this.counted('write', `INSERT INTO ${table}`, () =>
      this.real.insertBinary(table, columns, rows, options),
    );
  }

  override stream(
    statement: string,
    parameters?: QueryParameters,
    options?: QueryOptions,
  ): Promise<Readable> {
    return this.counted('read', statement, () => this.real.stream(statement, parameters, options));
  }

  override cancelQueries(prefix: string, wait?: boolean): Promise<void> {
    return this.counted('read', 'KILL QUERY', () => this.real.cancelQueries(prefix, wait));
  }

  private async counted<Result>(
    kind: 'read' | 'write',
    statement: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (this.dead) throw new Error('lost');
    if (STAGING.test(statement)) return work();
    this.statements += 1;
    const { fault } = this;
    const fails = fault?.statement === this.statements;
    if (fails) this.failedWrite = kind === 'write';
    if (fails && fault.forGood) this.dead = true;
    if (fails && !fault.done) throw new Error('lost');
    const result = await work();
    if (fails) throw new Error('lost');
    return result;
  }
}
