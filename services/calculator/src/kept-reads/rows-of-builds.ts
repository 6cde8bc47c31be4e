/** Tables with rows of builds; a build has rows in one of them, or in two. */
const TABLES = ['value_bitmaps', 'value_rows', 'binned_values'] as const;

/**
 * SELECT of `build` and the number of its `rows` in all tables, of the organisation's builds in the parameter `builds`. By the
 * projection `counted` of each table, which is a row for each build and part: rows that are lost are lost with their part.
 */
export const ROWS_OF_BUILDS = `SELECT build, sum(counted) AS rows
FROM
(
${TABLES.map((table) => `  SELECT build, count() AS counted FROM ${table} WHERE organisation = {organisation:UUID} AND build IN {builds:Array(UUID)} GROUP BY organisation, build`).join('\n  UNION ALL\n')}
)
GROUP BY build`;
