import { Injectable } from '@nestjs/common';
import { selectRead } from '@muster/contracts';
import type { QueryParameters, QueryStatistics } from '@muster/platform';
import type { QueryOwner } from '../engine/query-owner';
import type { BoundPlan, UserSpan } from './bound-plan';
import { type Kept, readFrom } from './kept';
import { LeafCache, type LeafToKeep } from './leaf-cache';
import { OrderedValues } from './ordered-values';
import type { StageReads } from './stage-reads';

/** What has been kept now, and what that took. */
export interface KeptMore {
  readonly kept: Kept;
  readonly spent: readonly QueryStatistics[];
}

/** Keeps what stages of a plan read. Failures are those of `ClickHouse`. */
@Injectable()
export class ReadKeeper {
  constructor(
    private readonly leaves: LeafCache,
    private readonly values: OrderedValues,
  ) {}

  /** @returns what was kept before, and the values of the stages. */
  async keepValues(
    { parameters }: BoundPlan,
    stages: readonly StageReads[],
    kept: Kept,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<KeptMore> {
    const wanted = stages.flatMap(({ stage: { values }, valuesKey: key }) =>
      values && key !== undefined ? [{ key, values }] : [],
    );
    if (wanted.length === 0) return { kept, spent: [] };
    const { builds, spent } = await this.values.keep(wanted, parameters, at, owner);
    return { kept: { ...kept, builds: new Map([...kept.builds, ...builds]) }, spent };
  }

  /** @returns what was kept before, and the leaves of the stages. */
  async keepLeaves(
    { parameters }: BoundPlan,
    stages: readonly StageReads[],
    kept: Kept,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<KeptMore> {
    const wanted = stages.flatMap((stage) => leafToKeep(stage, kept) ?? []);
    if (wanted.length === 0) return { kept, spent: [] };
    const builds = wanted.reduce<QueryParameters>((all, { build }) => ({ ...all, ...build }), {});
    const spent = await this.leaves.keep(wanted, { ...parameters, ...builds }, at, owner);
    return {
      kept: { ...kept, leaves: new Set([...kept.leaves, ...wanted.map(({ key }) => key)]) },
      spent,
    };
  }
}

/** From the values in order, where they are: without versions to merge. */
function leafToKeep(
  { stage: { leaf, values }, leafKey: key, valuesKey }: StageReads,
  { builds }: Kept,
): (LeafToKeep & { readonly build?: QueryParameters }) | undefined {
  if (!leaf || key === undefined) return undefined;
  const build = valuesKey === undefined ? undefined : builds.get(valuesKey);
  const read = build && values && readFrom(build, values);
  if (!read) return { key, select: leaf.select };
  return { key, select: selectRead(read), build: { [values.parameter]: build.build } };
}
