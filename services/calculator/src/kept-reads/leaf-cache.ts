import { Inject, Injectable } from '@nestjs/common';
import { ClickHouse, type QueryParameters, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import type { QueryOwner } from '../engine/query-owner';
import type { UserShard } from './bound-plan';
import { keepingSettings } from './keeping-settings';
import { keptParameter } from './kept-parameters';

/** A leaf of a plan. */
export interface LeafToKeep {
  /** The full key. */
  readonly key: string;
  /** SELECT of all its users, as one bitmap. */
  readonly select: string;
}

/** Writes the users of conditions down. Failures are those of `ClickHouse`. */
@Injectable()
export class LeafCache {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * One INSERT, because each makes a part. The leaves are scalars, like stages of a plan: the engine computes one after the other, so
   * that together they take the memory of one (a UNION ALL would compute all of them at once).
   *
   * A row is written whole or not at all: whatever stops the statement leaves no half of a leaf.
   *
   * @param parameters those that the leaves ask for.
   */
  async keep(
    leaves: readonly LeafToKeep[],
    parameters: QueryParameters,
    { organisationId, shard }: UserShard,
    owner: QueryOwner,
  ): Promise<QueryStatistics> {
    const scalars = leaves.map(({ select }, index) => `  (${select}) AS leaf${index}`);
    const keys = Object.fromEntries(leaves.map(({ key }, index) => [keptParameter(`key${index}`), key]));
    const rows = Object.keys(keys).map((name, index) => `({${name}:String}, leaf${index})`);
    return this.clickhouse.command(
      `INSERT INTO leaf_cache (organisation, key, shard, users)
WITH
${scalars.join(',\n')}
SELECT {organisation:UUID}, (arrayJoin([${rows.join(', ')}]) AS leaf).1, {shard:UInt32}, leaf.2`,
      { ...parameters, ...keys, organisation: organisationId, shard },
      {
        queryId: owner.queryId('keep-leaves', shard),
        signal: owner.signal,
        settings: keepingSettings(this.config),
      },
    );
  }
}
