import type { Counter } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { Metrics } from '../metrics/metrics';

export interface OutboxMetrics {
  readonly published: Counter;
  readonly refused: Counter;
}

/** Gauges are read from the table when they are scraped; NaN when PostgreSQL does not answer. */
export function outboxMetrics(metrics: Metrics, dataSource: DataSource): OutboxMetrics {
  const read = async (sql: string): Promise<number> => {
    try {
      const [row]: { value: string }[] = await dataSource.query(sql);
      return Number(row?.value);
    } catch {
      return Number.NaN;
    }
  };
  metrics.gauge({
    name: 'muster_outbox_pending',
    help: 'Events that have been committed and not yet been published',
    async collect() {
      this.set(await read('SELECT count(*) AS value FROM outbox'));
    },
  });
  metrics.gauge({
    name: 'muster_outbox_oldest_seconds',
    help: 'Age of the oldest event that has not yet been published',
    async collect() {
      this.set(
        await read('SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) AS value FROM outbox'),
      );
    },
  });
  return {
    published: metrics.counter({
      name: 'muster_outbox_published_total',
      help: 'Events that the broker has acknowledged',
    }),
    refused: metrics.counter({
      name: 'muster_outbox_refused_total',
      help: 'Attempts at an event that the publisher would not take; its key is held back',
    }),
  };
}
