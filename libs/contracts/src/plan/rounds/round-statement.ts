import { commonMask, foundAmong } from './among-mask';
import type { BitmapTable } from '../plan';
import { USERS_PER_SPAN } from '../../users/shards';
import type { PlanRound, RoundStage, SelectRead, StoredRead, UnitedRead } from './plan-rounds';
import { selectTogether } from './read-together';

/** A bitmap on its way from one round to another. */
export interface CarriedBitmap {
  /** Its bytes, in base64. */
  readonly bytes: string;
  readonly users: number;
}

/** By the ids of their stages. */
export type CarriedBitmaps = ReadonlyMap<string, CarriedBitmap>;

/**
 * Users up to which a mask is asked as a set, and from which on as a bitmap: among 30,000 users three reads of events take 205 ms
 * with a set and 249 with a bitmap. A set of so many takes 2 MB.
 */
const FEW_USERS = 2 ** 16;

/** Half of the ids of a span: a mask of more users costs more than the rows that it saves. */
const MOST_USERS = USERS_PER_SPAN / 2;

/** Name of the parameter that brings a carried bitmap. */
export const carriedParameter = (id: string): string => `kept_bitmap_${id}`;

/** Columns of a round's row for a bitmap that it hands on. */
export const bytesColumn = (id: string): string => `bytes_${id}`;
export const usersColumn = (id: string): string => `users_${id}`;

/** SELECT of one row with the two columns of each bitmap that later rounds need. */
export function leadingStatement(round: PlanRound, carried: CarriedBitmaps): string {
  const columns = round.carriedOut.map(
    (id) =>
      `base64Encode(toString(${id})) AS ${bytesColumn(id)}, bitmapCardinality(${id}) AS ${usersColumn(id)}`,
  );
  // Each is used twice, and would be analysed twice where it is computed.
  return `SELECT ${columns.join(', ')} FROM (\n${statementOf(round, carried, round.carriedOut.join(', '))}\n)`;
}

/** SELECT of one row with one column `users AggregateFunction(groupBitmap, UInt32)`, the result. */
export function lastStatement(round: PlanRound, carried: CarriedBitmaps, result: string): string {
  return statementOf(round, carried, `${withoutMask(round, carried, result)} AS users`);
}

/** The same users, where all stages of the round are read among one mask, which the result is cut with once more. */
function withoutMask({ stages }: PlanRound, carried: CarriedBitmaps, result: string): string {
  const mask = commonMask(stages);
  if (!mask || countOf(mask.stage, carried) > MOST_USERS) return result;
  return foundAmong(mask.stage, stages, result) ?? result;
}

/**
 * Bitmaps are columns of a row that is joined of one row for each table of bitmaps, read in one scan, and one of everything else:
 * columns are analysed once, however many expressions use them. (As scalars, which are analysed again for each use, 20 conditions took
 * 560 ms of the engine's time where two rounds take 370.) What has a SELECT of its own stays a scalar: the engine computes one after the
 * other, so that together they take the memory of one.
 */
export function statementOf(
  { stages, carriedIn }: PlanRound,
  carried: CarriedBitmaps,
  columns: string,
): string {
  const rows = rowsOf(stages, carried);
  return [
    ...combining(
      stages,
      carriedIn.map((id) => `  (SELECT ${carriedBitmap(id)}) AS ${id}`),
    ),
    `SELECT ${columns}`,
    ...(rows.length > 0 ? [`FROM\n${rows.join('\n  CROSS JOIN\n')}`] : []),
  ].join('\n');
}

/** The names of bitmaps that are made of others. */
export function combining(stages: readonly RoundStage[], before: readonly string[] = []): string[] {
  const aliases = [...before, ...stages.flatMap((stage) => aliasOf(stage) ?? [])];
  return aliases.length > 0 ? [`WITH\n${aliases.join(',\n')}`] : [];
}

const carriedBitmap = (id: string): string =>
  `CAST(base64Decode({${carriedParameter(id)}:String}), 'AggregateFunction(groupBitmap, UInt32)')`;

function aliasOf(stage: RoundStage): string | undefined {
  const { id } = stage;
  if (stage.kind === 'combine') return `  ${stage.bitmap} AS ${id}`;
  return 'decided' in stage.read
    ? `  bitmapOr(${decidedColumn(id)}, ${undecidedColumn(id)}) AS ${id}`
    : undefined;
}

const decidedColumn = (id: string): string => `${id}_decided`;
const undecidedColumn = (id: string): string => `${id}_undecided`;

function rowsOf(stages: readonly RoundStage[], carried: CarriedBitmaps): string[] {
  const together = new Map<BitmapTable, Map<string, readonly StoredRead[]>>();
  const alone: string[] = [];
  const add = (column: string, read: SelectRead | StoredRead | UnitedRead): void => {
    if ('select' in read) alone.push(`(${masked(read, carried)}) AS ${column}`);
    else {
      const reads = together.get(read.table) ?? new Map<string, readonly StoredRead[]>();
      together.set(read.table, reads.set(column, 'any' in read ? read.any : [read]));
    }
  };
  for (const stage of stages) {
    if (stage.kind === 'combine') continue;
    const { id, read } = stage;
    if ('decided' in read) {
      add(decidedColumn(id), read.decided);
      add(undecidedColumn(id), read.undecided);
    } else add(id, read);
  }
  return [
    ...[...together].map(([table, reads]) => `  (${selectTogether(table, reads)}) AS from_${table}`),
    ...(alone.length > 0 ? [`  (SELECT\n    ${alone.join(',\n    ')}) AS from_rows`] : []),
  ];
}

const countOf = (id: string, carried: CarriedBitmaps): number => carried.get(id)?.users ?? 0;

function masked({ select, mask }: SelectRead, carried: CarriedBitmaps): string {
  if (!mask) return select;
  const users = countOf(mask.stage, carried);
  if (users <= FEW_USERS) {
    return select.replaceAll(mask.test, `uid IN (${usersOf(mask.stage)})`);
  }
  return users > MOST_USERS ? select.replaceAll(mask.test, 'true') : select;
}

/**
 * Not a constant: the engine would carry its thousands of ids through all of the analysis (30,000 users three times: 18 MiB and 185 ms
 * instead of 11 and 160).
 */
const usersOf = (stage: string): string => `SELECT arrayJoin(bitmapToArray(materialize(${stage})))`;
