import type { Counter } from 'prom-client';
import type { Metrics } from './metrics';

/** Counts what retention deletes, by its kind as `docs/retention.md` names it. One for each service. */
export class Deletions {
  private readonly deleted: Counter<'kind'>;

  constructor(metrics: Metrics) {
    this.deleted = metrics.counter({
      name: 'muster_retention_deleted_total',
      help: 'What was deleted because its time was over, by kind',
      labelNames: ['kind'],
    });
  }

  count(kind: string, number: number): void {
    if (number > 0) this.deleted.inc({ kind }, number);
  }
}
