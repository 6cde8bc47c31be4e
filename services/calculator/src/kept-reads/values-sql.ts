import { valueColumn, type PlanValues, type ValueColumn } from '@muster/contracts';

export const VALUE_COLUMNS: readonly ValueColumn[] = valueColumn.options;

type Values = Pick<PlanValues, 'select' | 'columns'>;

/** What stands in a column that the values do not have; typed, because a UNION of nothing but NULL has no type. */
const absent: Readonly<Record<ValueColumn, string>> = {
  text: "CAST(NULL, 'Nullable(String)')",
  number: "CAST(NULL, 'Nullable(Decimal(24, 6))')",
  boolean: "CAST(NULL, 'Nullable(Bool)')",
  time: "CAST(NULL, 'Nullable(DateTime64(6, \\'UTC\\'))')",
  list: "CAST([], 'Array(String)')",
  is_list: 'false',
};

/** One row, `different0`, `different1`, …: how many different values there are, counted up to `most` and one. */
export function countDifferent(all: readonly Values[], most: number): string {
  const counts = all.map(({ select, columns }, index) => {
    if (columns.length === 0) return `0 AS different${index}`;
    const distinct = `SELECT DISTINCT ${columns.join(', ')} FROM (${select}) LIMIT ${most + 1}`;
    return `(SELECT count() FROM (${distinct})) AS different${index}`;
  });
  return `SELECT ${counts.join(',\n')}`;
}

/** Rows of `value_bitmaps`, of the build that the parameter names. */
export function selectBitmaps({ values, parameter }: { values: Values; parameter: string }): string {
  const { select, columns } = values;
  const grouped = columns.length === 0 ? '' : ` GROUP BY ${columns.join(', ')}`;
  return `SELECT {organisation:UUID}, {${parameter}:UUID}, {shard:UInt32}, ${allColumns(columns)}, groupBitmapState(uid) FROM (${select})${grouped}`;
}

/** Rows of `value_rows`, of the build that the parameter names. */
export function selectRows({ values, parameter }: { values: Values; parameter: string }): string {
  const { select, columns } = values;
  return `SELECT {organisation:UUID}, {${parameter}:UUID}, uid, ${allColumns(columns)} FROM (${select})`;
}

function allColumns(columns: readonly ValueColumn[]): string {
  return VALUE_COLUMNS.map((column) => (columns.includes(column) ? column : absent[column])).join(', ');
}
