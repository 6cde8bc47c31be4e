import type { ImporterConfig } from '../importer.config';
import type { JoinedLandingOptions } from './joined-landings';

/**
 * Events of a partition that one call of a consumer gets at most: twelve partitions fill a landing. What a process had in hand when it
 * died is handled in small steps after it, so more would take longer then.
 */
export const EVENTS_PER_BATCH = 2_000;

/** Partitions of behaviours whose events one importer handles at a time, so that all of them can land together: those of a topic. */
export const PARTITIONS_AT_A_TIME = 12;

/**
 * From some 20,000 rows on a landing costs the engine little more than its rows. A landing's rows are in memory several times: as
 * events, rows, and what is sent.
 */
const ROWS_PER_LANDING = 20_000;
const BYTES_PER_LANDING = 32 * 1024 * 1024;

/** Organisations that land at a time: each holds a connection of Postgres while it waits for its turn. */
const LANDINGS_AT_A_TIME = 4;

export function ingestLimits({ ingestWaitMs }: Pick<ImporterConfig, 'ingestWaitMs'>): JoinedLandingOptions {
  return {
    waitMs: ingestWaitMs,
    rows: ROWS_PER_LANDING,
    bytes: BYTES_PER_LANDING,
    concurrency: LANDINGS_AT_A_TIME,
  };
}
