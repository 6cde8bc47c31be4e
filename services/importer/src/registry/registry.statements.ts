import type { IdType } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import type { Merge } from './domain/assign-uids';
import { type Name, type NamedUid, nameKey } from './domain/name';
import type { RegistryCounter } from './domain/registry-counter';

/**
 * Set-based statements on the registry: one round trip for thousands of names (`unnest`), where an ORM would send a row each.
 * Every one is guarded by the organisation.
 */

/** A transaction on the registry never rests so long between two statements. */
const STOPPED_HOLDER_TIMEOUT = '30s';

interface NameRow {
  readonly id_type: IdType;
  readonly id: string;
  readonly uid: string;
  readonly version: number;
}

/** The names among `names` that are registered, by `nameKey`. */
export async function loadNames(
  manager: EntityManager,
  organisation: string,
  names: readonly Name[],
): Promise<Map<string, NamedUid>> {
  const rows: NameRow[] = await manager.query(
    `SELECT i.id_type, i.id, i.uid, i.version
     FROM (SELECT DISTINCT * FROM unnest($2::text[], $3::text[])) AS n(id_type, id)
     JOIN identities i ON i.organisation = $1 AND i.id_type = n.id_type AND i.id = n.id`,
    [organisation, names.map((name) => name.idType), names.map((name) => name.id)],
  );
  return new Map(
    rows.map((row) => {
      const name = { idType: row.id_type, id: row.id, uid: Number(row.uid), version: row.version };
      return [nameKey(name), name];
    }),
  );
}

/** The uids among `uids` that an entity ID stands for. */
export async function loadOwned(
  manager: EntityManager,
  organisation: string,
  uids: readonly number[],
): Promise<Set<number>> {
  const rows: { uid: string }[] = await manager.query(
    `SELECT uid FROM identities WHERE organisation = $1 AND uid = ANY($2::bigint[]) AND id_type = 'entity'`,
    [organisation, uids],
  );
  return new Set(rows.map((row) => Number(row.uid)));
}

interface CounterRow {
  readonly next_uid: string;
  readonly changes: string;
}

/** How far the registry of an organisation is; it begins with uid 1. */
export async function readCounter(manager: EntityManager, organisation: string): Promise<RegistryCounter> {
  const [row]: CounterRow[] = await manager.query(
    `SELECT next_uid, changes FROM uid_counters WHERE organisation = $1`,
    [organisation],
  );
  return row ? counterOf(row) : { nextUid: 1, changes: 0 };
}

/**
 * Locks the organisation's counter until the transaction ends; creates it when missing. Transactions that hold it are short, and one
 * whose process has stopped is ended by Postgres, so that nobody waits for it for good.
 */
export async function lockCounter(manager: EntityManager, organisation: string): Promise<RegistryCounter> {
  await manager.query(`INSERT INTO uid_counters (organisation) VALUES ($1) ON CONFLICT DO NOTHING`, [
    organisation,
  ]);
  const [row]: CounterRow[] = await manager.query(
    `SELECT next_uid, changes, set_config('idle_in_transaction_session_timeout', '${STOPPED_HOLDER_TIMEOUT}', true)
     FROM uid_counters WHERE organisation = $1 FOR UPDATE`,
    [organisation],
  );
  if (!row) throw new Error('the counter of uids cannot be read');
  return counterOf(row);
}

function counterOf(row: CounterRow): RegistryCounter {
  return { nextUid: Number(row.next_uid), changes: Number(row.changes) };
}

/** Moves the counter on by the uids that were handed out; counts as one change. @returns the number of changes. */
export async function advanceCounter(
  manager: EntityManager,
  organisation: string,
  allocated: number,
): Promise<number> {
  const [rows]: [{ changes: string }[], number] = await manager.query(
    `UPDATE uid_counters SET next_uid = next_uid + $2, changes = changes + 1 WHERE organisation = $1
     RETURNING changes`,
    [organisation, allocated],
  );
  return Number(rows[0]?.changes);
}

/** Moves the counter to at least `counter`. */
export async function raiseCounter(
  manager: EntityManager,
  organisation: string,
  { nextUid, changes }: RegistryCounter,
): Promise<void> {
  await manager.query(
    `UPDATE uid_counters SET next_uid = GREATEST(next_uid, $2), changes = GREATEST(changes, $3)
     WHERE organisation = $1`,
    [organisation, nextUid, changes],
  );
}

export async function insertNames(
  manager: EntityManager,
  organisation: string,
  names: readonly NamedUid[],
): Promise<void> {
  await manager.query(
    `INSERT INTO identities (organisation, id_type, id, uid, version)
     SELECT $1, n.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::integer[]) AS n`,
    [organisation, ...columns(names)],
  );
}

export async function moveNames(
  manager: EntityManager,
  organisation: string,
  names: readonly NamedUid[],
): Promise<void> {
  if (names.length === 0) return;
  await manager.query(
    `UPDATE identities i SET uid = n.uid, version = n.version
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::integer[]) AS n(id_type, id, uid, version)
     WHERE i.organisation = $1 AND i.id_type = n.id_type AND i.id = n.id`,
    [organisation, ...columns(names)],
  );
}

/** How many merges the organisation has had. */
export async function mergeCount(manager: EntityManager, organisation: string): Promise<number> {
  const [counter]: { merges: string }[] = await manager.query(
    `SELECT merges FROM uid_counters WHERE organisation = $1`,
    [organisation],
  );
  return Number(counter?.merges ?? 0);
}

/** Numbers the merges on; the counter's lock is held, so their numbers follow the order of the commits. */
export async function recordMerges(
  manager: EntityManager,
  organisation: string,
  merges: readonly Merge[],
): Promise<void> {
  if (merges.length === 0) return;
  await manager.query(
    `INSERT INTO uid_merges (organisation, seq, from_uid, into_uid)
     SELECT $1, c.merges + m.nr, m.from_uid, m.into_uid
     FROM uid_counters c, unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS m(from_uid, into_uid, nr)
     WHERE c.organisation = $1`,
    [organisation, merges.map((merge) => merge.from), merges.map((merge) => merge.into)],
  );
  await manager.query(`UPDATE uid_counters SET merges = merges + $2 WHERE organisation = $1`, [
    organisation,
    merges.length,
  ]);
}

function columns(names: readonly NamedUid[]): readonly unknown[] {
  return [
    names.map((name) => name.idType),
    names.map((name) => name.id),
    names.map((name) => name.uid),
    names.map((name) => name.version),
  ];
}
