import {
  declaredProperties,
  PROPERTY_COLUMN,
  propertyColumn,
  type Catalogue,
  type DeclaredProperty,
} from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';
import { columnDefinition } from './column-definition';

/**
 * Columns that are stored; those that are declared later are computed from the maps, and read like them. A stored one makes
 * every insert slower by about 1 %, whether its events have the property or not, and a thousand of them exceed the
 * memory of a statement: an organisation that declares much must not take the landing away from all others.
 */
const STORED_COLUMNS = 100;

/**
 * Columns of one ALTER TABLE. The engine checks all columns of the table for each statement: 2,000 of them take 42 s of processor time
 * in ten statements, and 3 s in one.
 */
const COLUMNS_PER_STATEMENT = 2_000;
/** So many columns are about 500 KB and 60,000 elements; unless told, the engine reads 256 KiB and 50,000. */
const settings = { max_query_size: 4 * 1024 * 1024, max_ast_elements: 500_000 } as const;

/** Gives `events` the columns of everything that a catalogue declares: for tests and benchmarks, which have no importer. */
export function declarePropertyColumns(clickhouse: ClickHouse, catalogue: Catalogue): Promise<void> {
  return addPropertyColumns(clickhouse, declaredProperties(catalogue));
}

/**
 * Gives `events` the columns of properties that have none yet. They are right as soon as they are there; events that have
 * landed before are rewritten in the background, which makes them quick to read. Several importers may do the same at once.
 */
export async function addPropertyColumns(
  clickhouse: ClickHouse,
  properties: readonly DeclaredProperty[],
  mostStored = STORED_COLUMNS,
): Promise<void> {
  const existing = await existingColumns(clickhouse);
  const missing = properties.filter(({ name, type }) => !existing.all.has(propertyColumn(name, type)));
  const free = Math.max(0, mostStored - existing.stored);
  const stored = missing.slice(0, free);
  await add(clickhouse, stored, 'stored');
  await add(clickhouse, missing.slice(free), 'computed');
  if (stored.length === 0) return;
  // An importer that is killed before this leaves old parts slow, not wrong, until the engine merges them.
  const rewrites = stored.map(({ name, type }) => `MATERIALIZE COLUMN ${propertyColumn(name, type)}`);
  await clickhouse.command(`ALTER TABLE events ${rewrites.join(', ')}`);
}

async function add(
  clickhouse: ClickHouse,
  properties: readonly DeclaredProperty[],
  kept: 'stored' | 'computed',
): Promise<void> {
  for (let at = 0; at < properties.length; at += COLUMNS_PER_STATEMENT) {
    const adds = properties
      .slice(at, at + COLUMNS_PER_STATEMENT)
      .map((property) => `ADD COLUMN IF NOT EXISTS ${columnDefinition(property, kept)}`);
    await clickhouse.command(`ALTER TABLE events ${adds.join(', ')}`, {}, { settings });
  }
}

async function existingColumns(
  clickhouse: ClickHouse,
): Promise<{ readonly all: ReadonlySet<string>; readonly stored: number }> {
  const columns = await clickhouse.query<{ name: string; kind: string }>(
    `SELECT name, default_kind AS kind FROM system.columns WHERE database = currentDatabase() AND table = 'events'`,
  );
  const ofProperties = columns.filter(({ name }) => PROPERTY_COLUMN.test(name));
  return {
    all: new Set(ofProperties.map(({ name }) => name)),
    stored: ofProperties.filter(({ kind }) => kind === 'DEFAULT').length,
  };
}
