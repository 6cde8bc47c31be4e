import { ClickHouse, type QueryOptions, type QueryParameters } from '@muster/platform';

export interface Watch {
  /** Called with the beginning of every statement that changes something; throws to let the importer die before it. */
  before?(statement: string): void | Promise<void>;
  /** Called when the statement has done its work; throws to let its answer get lost. */
  after?(statement: string): void | Promise<void>;
  /** More settings for a statement. */
  settings?(statement: string): Readonly<Record<string, string | number>>;
}

/** A ClickHouse that tells of the statements which change something, and fails them as it is told. */
export class WatchedClickHouse extends ClickHouse {
  constructor(
    private readonly real: ClickHouse,
    private readonly watch: Watch,
  ) {
    super();
  }

  override query<Row>(
    statement: string,
    parameters?: QueryParameters,
    options?: QueryOptions,
  ): Promise<Row[]> {
    return this.real.query(statement, parameters, options);
  }

  override command(statement: string, parameters?: QueryParameters, options?: QueryOptions) {
    const settings = { ...options?.settings, ...this.watch.settings?.(statement) };
    return this.watched(statement, () => this.real.command(statement, parameters, { ...options, settings }));
  }

  override insert(table: string, rows: Iterable<object>, options?: QueryOptions): Promise<void> {
    return this.watched(`INSERT INTO ${table}`, () => this.real.insert(table, rows, options));
  }

  override insertBinary(
    table: string,
    columns: readonly string[],
    rows: readonly Uint8Array[],
    options?: QueryOptions,
  ) {
    return this.watched(`INSERT INTO ${table}`, () => this.real.insertBinary(table, columns, rows, options));
  }

  override stream(statement: string, parameters?: QueryParameters, options?: QueryOptions) {
    return this.real.stream(statement, parameters, options);
  }

  override cancelQueries(prefix: string, wait?: boolean): Promise<void> {
    return this.real.cancelQueries(prefix, wait);
  }

  private async watched<Result>(statement: string, work: () => Promise<Result>): Promise<Result> {
    await this.watch.before?.(statement);
    const result = await work();
    await this.watch.after?.(statement);
    return result;
  }
}

/** An engine that is gone as soon as a statement begins with `prefix`: the importer dies there. */
export function dyingClickHouse(real: ClickHouse, prefix: string): ClickHouse {
  return new WatchedClickHouse(real, {
    before: (statement) => {
      if (statement.startsWith(prefix)) throw new Error('killed');
    },
  });
}
