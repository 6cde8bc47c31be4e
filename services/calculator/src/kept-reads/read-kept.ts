import { planStatement } from '@muster/contracts';
import type { QueryValue } from '@muster/platform';
import type { RolledUpStage } from './rollups/event-rollups';
import type { BoundPlan, ShardStatement } from './bound-plan';
import { type Kept, selectFrom } from './kept';
import { keptParameter } from './kept-parameters';
import type { StageReads } from './stage-reads';

/** The plan's SELECT for a shard, with everything that is kept read from where it is kept. */
export function readKept(
  { plan, parameters }: BoundPlan,
  shard: number,
  reads: readonly StageReads[],
  { leaves, builds }: Kept,
  rolledUp: ReadonlyMap<string, RolledUpStage> = new Map(),
): ShardStatement {
  const selects = new Map<string, string>();
  const bound = new Map<string, QueryValue>(Object.entries({ ...parameters, shard }));
  for (const { stage, leafKey, valuesKey } of reads) {
    const build = valuesKey === undefined ? undefined : builds.get(valuesKey);
    if (leafKey !== undefined && leaves.has(leafKey)) {
      // All users of the condition, also those whom the stage's mask would leave out. A mask leaves out who cannot decide the
      // result any more, so of them a stage may say anything.
      selects.set(stage.id, selectLeaf(keptParameter(stage.id)));
      bound.set(keptParameter(stage.id), leafKey);
    } else if (build && stage.values) {
      selects.set(stage.id, selectFrom(build, stage.values));
      bound.set(stage.values.parameter, build.build);
    } else {
      const rolled = rolledUp.get(stage.id);
      if (!rolled) continue;
      selects.set(stage.id, rolled.select);
      for (const [name, value] of Object.entries(rolled.parameters)) bound.set(name, value);
    }
  }
  return { statement: planStatement(plan, selects), parameters: Object.fromEntries(bound) };
}

/**
 * One of the rows of the key, which are equal. The bitmap of no row would be nobody, and the result silently wrong: a statement
 * that does not find the row fails, and is composed again when its message is.
 */
function selectLeaf(key: string): string {
  const row = `SELECT users FROM leaf_cache WHERE organisation = {organisation:UUID} AND key = {${key}:String} AND shard = {shard:UInt32} LIMIT 1`;
  return `SELECT groupBitmapMergeState(users) FROM (${row}) HAVING throwIf(count() = 0, 'what was kept is gone') = 0`;
}
