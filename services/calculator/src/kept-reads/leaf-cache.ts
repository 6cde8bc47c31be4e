import { Inject, Injectable } from '@nestjs/common';
import { ClickHouse, type QueryParameters, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { mapBounded } from '../engine/map-bounded';
import type { QueryOwner } from '../engine/query-owner';
import type { StatementOptions } from '../engine/statement-options';
import type { UserSpan } from './bound-plan';
import { keepingSettings } from './keeping-settings';
import { keptParameter } from './kept-parameters';

/** A leaf of a plan. */
export interface LeafToKeep {
  /** The full key. */
  readonly key: string;
  /** SELECT of all its users, as one bitmap. */
  readonly select: string;
}

/** From so many on, two INSERTs take less time than they cost. */
const MANY_LEAVES = 8;

/** Writes the users of conditions down. Failures are those of `ClickHouse`. */
@Injectable()
export class LeafCache {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * As few INSERTs as cores can be kept busy with, because each makes a part. The leaves are scalars, like stages of a plan: the engine
   * computes one after the other, so that together they take the memory of one (a UNION ALL would compute all of them at once), but hardly
   * uses a second core for any of them. Two INSERTs of many leaves side by side do: 18 take 0.8 s on two cores instead of 0.95.
   *
   * A row is written whole or not at all: whatever stops the statements leaves no half of a leaf.
   *
   * @param parameters those that the leaves ask for.
   */
  async keep(
    leaves: readonly LeafToKeep[],
    parameters: QueryParameters,
    at: UserSpan,
    owner: QueryOwner,
  ): Promise<readonly QueryStatistics[]> {
    const shares = leaves.length < MANY_LEAVES ? [leaves] : inTwo(leaves);
    return mapBounded([...shares.entries()], shares.length, owner.signal, ([index, share], signal) =>
      this.insert(share, parameters, at, { queryId: owner.queryId('keep-leaves', index, at.span), signal }),
    );
  }

  private async insert(
    leaves: readonly LeafToKeep[],
    parameters: QueryParameters,
    { organisationId, span }: UserSpan,
    options: StatementOptions,
  ): Promise<QueryStatistics> {
    const scalars = leaves.map(({ select }, index) => `  (${select}) AS leaf${index}`);
    const keys = Object.fromEntries(leaves.map(({ key }, index) => [keptParameter(`key${index}`), key]));
    const rows = Object.keys(keys).map((name, index) => `({${name}:String}, leaf${index})`);
    return this.clickhouse.command(
      `INSERT INTO leaf_cache (organisation, key, shard, users)
WITH
${scalars.join(',\n')}
SELECT {organisation:UUID}, (arrayJoin([${rows.join(', ')}]) AS leaf).1, {span:UInt32}, leaf.2`,
      { ...parameters, ...keys, organisation: organisationId, span },
      { ...options, settings: keepingSettings(this.config) },
    );
  }
}

/** Every other one: leaves that are next to each other are of one kind, and take as long. */
function inTwo<Item>(items: readonly Item[]): Item[][] {
  return [0, 1].map((share) => items.filter((_, index) => index % 2 === share));
}
