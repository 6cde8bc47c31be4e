import type { PlanValues, StageRead } from '@muster/contracts';

/** An order of values: how they lie, and where. */
export interface ValueBuild {
  readonly build: string;
  readonly form: 'bitmaps' | 'rows';
}

/** What is there to be read of one shard, by full keys. */
export interface Kept {
  readonly leaves: ReadonlySet<string>;
  readonly builds: ReadonlyMap<string, ValueBuild>;
}

export const nothingKept: Kept = { leaves: new Set(), builds: new Map() };

/** A stage, read from a build of its values. */
export function readFrom({ form }: ValueBuild, { fromBitmaps, fromRows, parameter }: PlanValues): StageRead {
  return form === 'bitmaps'
    ? { table: 'value_bitmaps', condition: fromBitmaps, rows: `build = {${parameter}:UUID}` }
    : { select: fromRows };
}
