/**
 * Years of history may arrive in one file, and a month is a partition: the engine's limit of 100 partitions a block is there
 * to warn of badly chosen keys, which this is not.
 */
export const landingSettings = { max_partitions_per_insert_block: 0 } as const;

/**
 * For statements that name `events`, which has a column for each declared property, most of them computed. The engine's newer analyzer
 * resolves every computed column whenever a table is named, and an insert names it four times, by its views, too: with 2,000
 * columns 700 ms of processor time for one row, and 120 ms with the older one, which looks at those that are read.
 */
export const eventSettings = { ...landingSettings, enable_analyzer: 0 } as const;
