import type { StageRead } from '@muster/contracts';
import type { QueryValue } from '@muster/platform';
import type { RolledUpStage } from './rollups/event-rollups';
import type { BoundPlan, SpanPlan } from './bound-plan';
import { type Kept, readFrom } from './kept';
import { keptParameter } from './kept-parameters';
import type { StageReads } from './stage-reads';

/** The plan for a span, with everything that is kept read from where it is kept. */
export function readKept(
  { plan, parameters }: BoundPlan,
  span: number,
  reads: readonly StageReads[],
  { leaves, builds }: Kept,
  rolledUp: ReadonlyMap<string, RolledUpStage> = new Map(),
): SpanPlan {
  const from = new Map<string, StageRead>();
  const bound = new Map<string, QueryValue>(Object.entries({ ...parameters, span }));
  const leafNames = new Map<string, string>();
  const leafKeys = new Map<string, string>();
  for (const { stage, leafKey, valuesKey } of reads) {
    const build = valuesKey === undefined ? undefined : builds.get(valuesKey);
    const fromValues = build && stage.values && readFrom(build, stage.values);
    if (leafKey !== undefined && leaves.has(leafKey)) {
      // All users of the condition, also those whom the stage's mask would leave out. A mask leaves out who cannot decide the
      // result any more, so of them a stage may say anything.
      const name = leafNames.get(leafKey) ?? keptParameter(stage.id);
      leafNames.set(leafKey, name);
      from.set(stage.id, { table: 'leaf_cache', condition: `key = {${name}:String}` });
      bound.set(name, leafKey);
      leafKeys.set(stage.id, leafKey);
    } else if (fromValues && stage.values) {
      from.set(stage.id, fromValues);
      bound.set(stage.values.parameter, build.build);
    } else {
      const rolled = rolledUp.get(stage.id);
      if (!rolled) continue;
      from.set(stage.id, { select: rolled.select, mask: stage.mask });
      for (const [name, value] of Object.entries(rolled.parameters)) bound.set(name, value);
    }
  }
  return { plan, parameters: Object.fromEntries(bound), reads: from, leaves: leafKeys };
}
