import type { DataScope, Plan, PlanStage } from '@muster/contracts';
import type { Generations } from '../landed-data/generations';
import type { BoundPlan } from './bound-plan';
import { fullKey } from './full-key';

/** The full keys of what a stage reads; undefined what it does not have. */
export interface StageReads {
  readonly stage: PlanStage;
  readonly leafKey: string | undefined;
  readonly valuesKey: string | undefined;
}

/** Everything that the reads of a plan depend on, if they can be kept. */
export function scopesOf({ stages }: Plan): DataScope[] {
  return stages.flatMap(({ leaf, values }) => [...(leaf?.scopes ?? []), ...(values?.scopes ?? [])]);
}

/** The stages that have something to keep. */
export function stageReads({ plan, parameters }: BoundPlan, generations: Generations): StageReads[] {
  return plan.stages
    .filter(({ leaf, values }) => leaf ?? values)
    .map((stage) => ({
      stage,
      leafKey: stage.leaf && fullKey(stage.leaf, generations, parameters),
      valuesKey: stage.values && fullKey(stage.values, generations, parameters),
    }));
}
