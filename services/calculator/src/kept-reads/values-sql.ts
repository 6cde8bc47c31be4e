import { valueColumn, type PlanValues, type ValueColumn } from '@muster/contracts';

export const VALUE_COLUMNS: readonly ValueColumn[] = valueColumn.options;

type Values = Pick<PlanValues, 'select' | 'columns'>;

/** Columns whose values follow one another, so that bins can be made of them. */
export type BinnedColumn = Extract<ValueColumn, 'number' | 'time'>;

const BINNED_COLUMNS: readonly BinnedColumn[] = ['number', 'time'];

/** What stands in a column that the values do not have; typed, because a UNION of nothing but NULL has no type. */
const absent: Readonly<Record<ValueColumn, string>> = {
  text: "CAST(NULL, 'Nullable(String)')",
  number: "CAST(NULL, 'Nullable(Decimal(24, 6))')",
  boolean: "CAST(NULL, 'Nullable(Bool)')",
  time: "CAST(NULL, 'Nullable(DateTime64(6, \\'UTC\\'))')",
  list: "CAST([], 'Array(String)')",
  is_list: 'false',
};

/** Bounds that nothing lies between, in the columns of a type that is not binned. */
const noBounds: Readonly<Record<BinnedColumn, readonly [from: string, to: string]>> = {
  number: ["CAST(1, 'Decimal(24, 6)')", "CAST(0, 'Decimal(24, 6)')"],
  time: ["toDateTime64(1, 6, 'UTC')", "toDateTime64(0, 6, 'UTC')"],
};

const isAbsent = (column: ValueColumn): string => {
  if (column === 'is_list') return 'not(is_list)';
  return column === 'list' ? 'empty(list)' : `isNull(${column})`;
};

const BOUNDS = BINNED_COLUMNS.flatMap((column) => [`${column}_from`, `${column}_to`]).join(', ');

/** Names of the columns of what the SELECTs below answer, in the tables where it is kept. */
export const keptColumns = {
  value_bitmaps: `organisation, build, shard, ${VALUE_COLUMNS.join(', ')}, ${BOUNDS}, users`,
  value_rows: `organisation, build, uid, ${VALUE_COLUMNS.join(', ')}`,
  binned_values: `organisation, build, uid, ${BINNED_COLUMNS.join(', ')}, ${BOUNDS}`,
} as const;

/** One row, `different0`, `different1`, …: how many different values there are, counted up to `most` and one. */
export function countDifferent(all: readonly Values[], most: number): string {
  const counts = all.map(({ select, columns }, index) => {
    if (columns.length === 0) return `0 AS different${index}`;
    const distinct = `SELECT DISTINCT ${columns.join(', ')} FROM (${select}) LIMIT ${most + 1}`;
    return `(SELECT count() FROM (${distinct})) AS different${index}`;
  });
  return `SELECT ${counts.join(',\n')}`;
}

/** One row, `column0`, `column1`, …: the binned column that all values are of and that alone; empty when there is none. */
export function findBinnedColumn(all: readonly Values[]): string {
  const found = all.map(({ select, columns }, index) => {
    const choices = BINNED_COLUMNS.filter((column) => columns.includes(column)).map((column) => {
      const others = columns.filter((other) => other !== column).map(isAbsent);
      return `min(${[`isNotNull(${column})`, ...others].join(' AND ')}), '${column}'`;
    });
    if (choices.length === 0) return `'' AS column${index}`;
    return `(SELECT multiIf(${[...choices, "''"].join(', ')}) FROM (${select})) AS column${index}`;
  });
  return `SELECT ${found.join(',\n')}`;
}

/** Rows of `value_bitmaps`, of the build that the parameter names. */
export function selectBitmaps({ values, parameter }: { values: Values; parameter: string }): string {
  const { select, columns } = values;
  const grouped = columns.length === 0 ? '' : ` GROUP BY ${columns.join(', ')}`;
  return `SELECT {organisation:UUID}, {${parameter}:UUID}, {span:UInt32}, ${allColumns(columns)}, ${allBounds()}, groupBitmapState(uid) FROM (${select})${grouped}`;
}

/** Rows of `value_rows`, of the build that the parameter names. */
export function selectRows({ values, parameter }: { values: Values; parameter: string }): string {
  const { select, columns } = values;
  return `SELECT {organisation:UUID}, {${parameter}:UUID}, uid, ${allColumns(columns)} FROM (${select})`;
}

/** What bins are made of: values of one column alone. */
export interface ValuesToBin {
  readonly values: Values;
  readonly column: BinnedColumn;
  /** Name of the parameter that is the build. */
  readonly parameter: string;
}

/** Rows of `binned_values`, in bins of as many users each; those who have one value may be in several. */
export function selectBinned({ values, column, parameter }: ValuesToBin, bins: number): string {
  const present = `SELECT uid, assumeNotNull(${column}) AS ${column} FROM (${values.select})`;
  const all = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';
  const numbered = `SELECT uid, ${column}, ntile(${bins}) OVER (ORDER BY ${column} ${all}) AS bin FROM (${present})`;
  const both = BINNED_COLUMNS.map((each) => (each === column ? each : absent[each])).join(', ');
  const bounds = allBounds(column, [`min(${column}) OVER bin`, `max(${column}) OVER bin`]);
  return `SELECT {organisation:UUID}, {${parameter}:UUID}, uid, ${both}, ${bounds} FROM (${numbered}) WINDOW bin AS (PARTITION BY bin)`;
}

/** Rows of `value_bitmaps` for the bins that have been written: of each its least value, its bounds and its users. */
export function selectBins({ column, parameter }: Omit<ValuesToBin, 'values'>): string {
  const [from, to] = [`${column}_from`, `${column}_to`];
  const bounds = allBounds(column, [from, to]);
  const least = VALUE_COLUMNS.map((each) => (each === column ? `${from} AS least` : absent[each])).join(', ');
  return `SELECT {organisation:UUID}, {${parameter}:UUID}, {span:UInt32}, ${least}, ${bounds}, groupBitmapState(uid) FROM binned_values PREWHERE organisation = {organisation:UUID} AND build = {${parameter}:UUID} GROUP BY ${from}, ${to}`;
}

function allColumns(columns: readonly ValueColumn[]): string {
  return VALUE_COLUMNS.map((column) => (columns.includes(column) ? column : absent[column])).join(', ');
}

function allBounds(column?: BinnedColumn, bounds: readonly string[] = []): string {
  return BINNED_COLUMNS.flatMap((each) => (each === column ? bounds : noBounds[each])).join(', ');
}
