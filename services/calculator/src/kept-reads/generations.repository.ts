import { Inject, Injectable } from '@nestjs/common';
import type { DataScope } from '@muster/contracts';
import { ClickHouse, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import type { QueryOwner, UserShard } from './bound-plan';
import { Generations, type ScopeLandings } from './generations';

/** How often data has been landed, as importers count it. Failures are those of `ClickHouse`. */
@Injectable()
export class GenerationsRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * An importer counts a landing when its rows can be seen. What is read after this is at least as new as the generations say: kept
   * under them, it can be newer, never older.
   */
  async of(
    scopes: readonly DataScope[],
    { organisationId, shard }: UserShard,
    owner: QueryOwner,
  ): Promise<Generations> {
    // By name alone: names of several kinds that are equal cost a row more.
    const names = [...new Set(['', ...scopes.map(({ name }) => name)])];
    const rows = await this.clickhouse.query<ScopeLandings>(
      `SELECT kind, name, sum(landings) AS landings
       FROM data_generations
       WHERE organisation = {organisation:UUID} AND name IN {names:Array(String)}
       GROUP BY kind, name`,
      { organisation: organisationId, names },
      {
        queryId: owner.queryId('generations', shard),
        signal: owner.signal,
        settings: planSettings(this.config),
      },
    );
    return new Generations(rows);
  }
}
