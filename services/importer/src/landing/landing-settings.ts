/**
 * Years of history may arrive in one file, and a month is a partition: the engine's limit of 100 partitions a block is there
 * to warn of badly chosen keys, which this is not.
 */
export const landingSettings = { max_partitions_per_insert_block: 0 } as const;
