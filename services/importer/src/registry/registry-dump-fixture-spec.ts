import type { DataSource } from 'typeorm';

const TABLES = ['uid_counters', 'identities', 'uid_merges'];

/** Dumps the registry; the function that it resolves to restores it to this point. */
export async function dumpRegistry(dataSource: DataSource): Promise<() => Promise<void>> {
  const dumped = new Map<string, string>();
  for (const table of TABLES) {
    const [row]: { rows: string }[] = await dataSource.query(
      `SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${table} t`,
    );
    dumped.set(table, row?.rows ?? '[]');
  }
  return async () => {
    await dataSource.transaction(async (manager) => {
      for (const [table, rows] of dumped) {
        await manager.query(`DELETE FROM ${table}`);
        await manager.query(
          `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`,
          [rows],
        );
      }
    });
  };
}
