import { Deletions, type Metrics, PostgresOutbox } from '@muster/platform';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../database/schema';
import { DueResultsRepository } from './due-results.repository';
import { RetireResults } from './retire-results.use-case';

/** Retention of results without a Nest application: for benchmarks. */
export function retireResultsOf(database: DataSource, metrics: Metrics): RetireResults {
  return new RetireResults(
    database,
    new DueResultsRepository(),
    new PostgresOutbox(SCHEMA),
    new Deletions(metrics),
  );
}
