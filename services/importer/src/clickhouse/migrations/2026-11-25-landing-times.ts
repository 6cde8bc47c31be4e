import type { ClickHouseMigration } from '@muster/platform';

/**
 * When each part of the data was landed last. Landings that were counted before this column was there have no time: 1970, which
 * every later one exceeds.
 */
export const landingTimesMigration: ClickHouseMigration = {
  name: '2026-11-25-landing-times',
  statements: [
    `ALTER TABLE data_generations
       ADD COLUMN IF NOT EXISTS landed_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))`,
  ],
};
