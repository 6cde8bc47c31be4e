import { Inject, Injectable } from '@nestjs/common';
import type { DataScope } from '@muster/contracts';
import { ClickHouse, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import type { QueryOwner } from '../engine/query-owner';
import { Generations, type ScopeLandings } from './generations';
import type { LandedData } from './landed-data';

interface Row {
  readonly shards: number[];
  readonly landedAt: number;
  readonly landings: readonly (readonly [ScopeLandings['kind'], string, number])[];
  readonly largestTable: number | null;
}

/** Looks at an organisation's data before any of it is read. Failures are those of `ClickHouse`. */
@Injectable()
export class LandedDataRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * One statement, because each costs some milliseconds, and its parts are looked up when it begins, before anything of a plan is read.
   * An importer counts a landing when its rows can be seen, so what is read after this has everything that was counted until then: kept
   * under these generations it can be newer, never older.
   *
   * Shards without FINAL: one whose users have all been deleted gets an empty bitmap, which is right, and the scan reads one column of the
   * primary key (5 ms for 3 M users).
   *
   * @param scopes whose generations are needed. They are selected by name alone: names of several kinds that are equal cost a row more.
   */
  async of(organisationId: string, scopes: readonly DataScope[], owner: QueryOwner): Promise<LandedData> {
    const [row] = await this.clickhouse.query<Row>(
      `SELECT
         (SELECT arraySort(groupUniqArray(toUInt16(bitShiftRight(uid, 20)))) FROM users WHERE organisation = {organisation:UUID}) AS shards,
         toUnixTimestamp64Milli(max(landed_at)) AS landedAt,
         groupArrayIf((kind, name, landings), name IN {names:Array(String)}) AS landings,
         (SELECT max(total_rows) FROM system.tables WHERE database = currentDatabase()) AS largestTable
       FROM data_generations WHERE organisation = {organisation:UUID}`,
      { organisation: organisationId, names: [...new Set(['', ...scopes.map(({ name }) => name)])] },
      { queryId: owner.queryId('landed'), signal: owner.signal, settings: planSettings(this.config) },
    );
    const { shards = [], landedAt = 0, landings: counted = [], largestTable = null } = row ?? {};
    return {
      shards,
      watermark: landedAt > 0 ? new Date(landedAt).toISOString() : undefined,
      generations: new Generations(counted.map(([kind, name, landings]) => ({ kind, name, landings }))),
      largestTableRows: largestTable ?? Infinity,
    };
  }
}
