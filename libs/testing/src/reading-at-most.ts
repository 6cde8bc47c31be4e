import type { ClickHouse, QueryOptions } from '@muster/platform';

/** The engine, but for statements that read more rows than that: they fail. Shows that something is found without a scan. */
export function readingAtMost(clickhouse: ClickHouse, rows: number): ClickHouse {
  const bounded = (options?: QueryOptions): QueryOptions => ({
    ...options,
    settings: { ...options?.settings, max_rows_to_read: rows, read_overflow_mode: 'throw' },
  });
  const overrides: Pick<ClickHouse, 'query' | 'command' | 'stream'> = {
    query: (statement, parameters, options) => clickhouse.query(statement, parameters, bounded(options)),
    command: (statement, parameters, options) => clickhouse.command(statement, parameters, bounded(options)),
    stream: (statement, parameters, options) => clickhouse.stream(statement, parameters, bounded(options)),
  };
  return Object.assign(Object.create(clickhouse) as ClickHouse, overrides);
}
