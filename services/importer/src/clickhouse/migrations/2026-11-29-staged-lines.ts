import type { ClickHouseMigration } from '@muster/platform';

/** Rows that are rejected once their users are looked up are reported with their lines, like those that are broken. */
export const stagedLinesMigration: ClickHouseMigration = {
  name: '2026-11-29-staged-lines',
  statements: ['ALTER TABLE staged_profiles ADD COLUMN IF NOT EXISTS line UInt64 AFTER row'],
};
