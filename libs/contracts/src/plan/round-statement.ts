import type { BitmapTable, PlanMask } from './plan';
import type { PlanRound, RoundStage, SelectRead, StageRead, StoredRead } from './plan-rounds';
import { BITMAP_GUARD } from './plan-statement';

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

/** Half of the ids of a shard: a mask of more users costs more than the rows that it saves. */
const MOST_USERS = 2 ** 19;

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

/** The mask that every read of a round has; undefined when one has none, or another. */
function commonMask(stages: readonly RoundStage[]): PlanMask | undefined {
  const [mask, ...others] = stages.flatMap((stage) => (stage.kind === 'read' ? [maskOf(stage.read)] : []));
  return others.every((other) => other?.stage === mask?.stage) ? mask : undefined;
}

/** What is found among a mask, and whatever is combined of it, is within the mask. Undefined for a result that is more than that. */
function foundAmong(mask: string, stages: readonly RoundStage[], result: string): string | undefined {
  const found = result.startsWith(`bitmapAnd(${mask}, `)
    ? result.slice(`bitmapAnd(${mask}, `.length, -1)
    : '';
  const known = new Set(['bitmapAnd', 'bitmapOr', 'bitmapAndnot', ...stages.map(({ id }) => id)]);
  const words = found.match(/\w+/g) ?? [];
  return words.length > 0 && words.every((word) => known.has(word)) ? found : undefined;
}

/**
 * A plan of two rounds as one statement, where the second reads everything among one mask, and the result is of what it finds there: it
 * finds nobody else, so that nobody needs the mask but those reads. That saves a statement, and the mask its way through the caller (5
 * conditions on 1 M users: 53 ms instead of 83). What a mask is made of would be analysed for each read that names it, so that it is
 * named once, in a filter around all of them, which the engine moves down to each before it groups anything. Not for most of the users,
 * of whom a set takes longer than a read without a mask.
 *
 * @returns SELECT of one row with one column `users`; undefined for every other plan.
 */
export function nestedStatement(
  [leading, last, ...others]: readonly PlanRound[],
  result: string,
): string | undefined {
  if (!leading || !last || others.length > 0) return undefined;
  const mask = commonMask(last.stages);
  const found = mask?.narrow ? foundAmong(mask.stage, last.stages, result) : undefined;
  if (!mask || found === undefined) return undefined;
  const reads = last.stages.filter((stage) => stage.kind === 'read');
  const usersOf = reads.map(({ read }, index) => usersOneByOne(read, mask, index));
  if (!usersOf.every((users) => users !== undefined)) return undefined;
  const bitmaps = reads.map(({ id }, index) => `groupBitmapStateIf(uid, read = ${index}) AS ${id}`);
  const masking = `SELECT arrayJoin(bitmapToArray(${mask.stage})) FROM (\n${statementOf(leading, new Map(), mask.stage)}\n)`;
  return [
    ...combining(last.stages),
    `SELECT ${found} AS users`,
    `FROM (SELECT ${bitmaps.join(', ')}`,
    `  FROM (\n    ${usersOf.join('\n    UNION ALL\n    ')}\n  )`,
    `  WHERE uid IN (${masking}))`,
  ].join('\n');
}

const BITMAP_OF_USERS = 'SELECT groupBitmapState(uid) ';

/** The users of a bitmap as rows, without the mask, and with the number of the read. */
function usersOneByOne(read: StageRead, { test }: PlanMask, index: number): string | undefined {
  if (!('select' in read) || !read.select.startsWith(BITMAP_OF_USERS)) return undefined;
  const rows = read.select.slice(BITMAP_OF_USERS.length).replaceAll(test, 'true');
  return `SELECT ${index} AS read, uid ${rows}`;
}

/**
 * Bitmaps are columns of a row that is joined of one row for each table of bitmaps, read in one scan, and one of everything else:
 * columns are analysed once, however many expressions use them. (As scalars, which are analysed again for each use, 20 conditions took
 * 560 ms of the engine's time where two rounds take 370.) What has a SELECT of its own stays a scalar: the engine computes one after the
 * other, so that together they take the memory of one.
 */
function statementOf({ stages, carriedIn }: PlanRound, carried: CarriedBitmaps, columns: string): string {
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
function combining(stages: readonly RoundStage[], before: readonly string[] = []): string[] {
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

/** By the names of their columns. */
type StoredReads = Map<string, StoredRead>;

function rowsOf(stages: readonly RoundStage[], carried: CarriedBitmaps): string[] {
  const together = new Map<BitmapTable, StoredReads>();
  const alone: string[] = [];
  const add = (column: string, read: SelectRead | StoredRead): void => {
    if ('select' in read) alone.push(`(${masked(read, carried)}) AS ${column}`);
    else {
      const reads: StoredReads = together.get(read.table) ?? new Map<string, StoredRead>();
      together.set(read.table, reads.set(column, read));
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

const maskOf = (read: StageRead): PlanMask | undefined => ('select' in read ? read.mask : undefined);

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

/** One row with a bitmap for each condition; a bitmap of no row is empty. */
function selectTogether(table: BitmapTable, reads: StoredReads): string {
  const tests = apartBy([...reads.values()]);
  const columns = [...reads.keys()].map(
    (id, index) => `groupBitmapMergeStateIf(users, ${tests[index] ?? 'false'}) AS ${id}`,
  );
  const rows = [...new Set([...reads.values()].map(({ rows: found, condition }) => found ?? condition))];
  const select = `SELECT ${columns.join(', ')} FROM ${table} PREWHERE ${BITMAP_GUARD} AND ${anyOf(rows)}`;
  if (table !== 'leaf_cache') return select;
  // A leaf that is gone would be nobody, and the result silently wrong: the statement fails, and is composed again.
  return `${select} HAVING throwIf(uniqExact(key) < ${rows.length}, 'what was kept is gone') = 0`;
}

/** What tells the rows of each read, which are found already, from those of the others. Every function is analysed, and takes time. */
function apartBy(reads: readonly StoredRead[]): readonly string[] {
  const names = reads.flatMap(({ which, rows }) =>
    which !== undefined && rows === undefined ? [which] : [],
  );
  return new Set(names).size === reads.length ? names : reads.map(({ condition }) => condition);
}

const EQUALITY = /^(\w+) = (\{\w+:\w+\})$/;

function anyOf(conditions: readonly string[]): string {
  const equalities = conditions.map((condition) => EQUALITY.exec(condition));
  const columns = new Set(equalities.map((equality) => equality?.[1]));
  const [column] = columns;
  if (conditions.length > 1 && columns.size === 1 && column !== undefined) {
    return `${column} IN (${equalities.map((equality) => equality?.[2]).join(', ')})`;
  }
  return `(${conditions.map((condition) => `(${condition})`).join(' OR ')})`;
}
