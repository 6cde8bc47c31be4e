import { performance } from 'node:perf_hooks';
import {
  calculatorClickHouseMigrations,
  RetiredSnapshotsRepository,
  sweepSnapshotsOf,
} from '@muster/calculator';
import { type ClickHouse, Metrics, migrateClickHouse } from '@muster/platform';
import { withScratchEngine } from '../rules/scratch-engine';

const ORGANISATION = '00000000-0000-4000-8000-000000000001';
const AUDIENCE = '00000000-0000-4000-8000-000000000002';
/** As many as a day has; what is older than 90 days is retired. */
const RUNS_A_DAY = 350;
const KEPT_DAYS = 90;
const SAMPLE = 5;
const HOUR = 3_600;

/** The snapshots of runs, of a thousand members each, written day by day until today; their ids tell their numbers. */
async function fill(clickhouse: ClickHouse, runs: number): Promise<void> {
  await clickhouse.command(
    `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users, written_at)
     SELECT '${ORGANISATION}', '${AUDIENCE}', reinterpretAsUUID(number + 1), 0, '${AUDIENCE}',
       bitmapBuild(arrayMap(member -> toUInt32(member * 1048), range(1000))), now() - toIntervalDay(intDiv(number, ${String(RUNS_A_DAY)}))
     FROM numbers({runs:UInt64})
     SETTINGS max_partitions_per_insert_block = 0, max_block_size = 8192`,
    { runs },
  );
}

/** Of the oldest runs on. */
async function idsOf(clickhouse: ClickHouse, from: number, to: number): Promise<string[]> {
  const rows = await clickhouse.query<{ id: string }>(
    'SELECT reinterpretAsUUID(number + 1) AS id FROM numbers({from:UInt64}, {count:UInt64}) ORDER BY number DESC',
    { from, count: to - from },
  );
  return rows.map(({ id }) => id);
}

const rowsLeft = async (clickhouse: ClickHouse): Promise<number> => {
  const [row] = await clickhouse.query<{ rows: number }>('SELECT count() AS rows FROM snapshots');
  return row?.rows ?? 0;
};

/** Deletes all snapshots that are older than 90 days, and some of them in the way in which each was deleted before. */
export async function benchRetiredSnapshots(runs: number, print: (text: string) => void): Promise<void> {
  await withScratchEngine(async ({ clickhouse }) => {
    await migrateClickHouse(clickhouse, 'calculator', calculatorClickHouseMigrations);
    await fill(clickhouse, runs);
    const kept = RUNS_A_DAY * KEPT_DAYS;
    const due = await idsOf(clickhouse, kept, runs);
    const begun = performance.now();
    for (const id of due.splice(0, SAMPLE)) {
      await clickhouse.command(
        `DELETE FROM snapshots WHERE organisation = '${ORGANISATION}' AND audience = '${AUDIENCE}' AND snapshot = {id:UUID}`,
        { id },
      );
    }
    const each = (performance.now() - begun) / SAMPLE;

    const noting = performance.now();
    const retired = new RetiredSnapshotsRepository(clickhouse);
    for (let from = 0; from < due.length; from += 500) {
      const some = due.slice(from, from + 500);
      await retired.add(
        some.map((snapshotId) => ({ organisationId: ORGANISATION, audienceId: AUDIENCE, snapshotId })),
      );
    }
    const noted = (performance.now() - noting) / 1000;
    const sweep = sweepSnapshotsOf(clickhouse, new Metrics('bench'));
    const sweeping = performance.now();
    let deleted = 0;
    let turns = 0;
    // Of a turn, weeks that are not retired as a whole are at most eight.
    for (let some = 1; some > 0; turns++) deleted += some = await sweep.execute(2 * HOUR);
    const swept = (performance.now() - sweeping) / 1000;
    print(`noted ${String(due.length)} retired snapshots in ${noted.toFixed(1)} s`);
    print(
      `deleted ${String(deleted)} rows of ${String(runs)} in ${swept.toFixed(1)} s and ${String(turns)} turns: ${String(Math.round(deleted / swept))} a second`,
    );
    print(
      `one statement for each took ${each.toFixed(0)} ms, ${String(Math.round((each * due.length) / 1000))} s for as many`,
    );
    print(`${String(await rowsLeft(clickhouse))} rows are left`);
  });
}
