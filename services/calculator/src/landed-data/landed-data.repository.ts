import { Inject, Injectable } from '@nestjs/common';
import { type DataScope, SHARD_BITS } from '@muster/contracts';
import { ClickHouse, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { asCommonOwner } from '../engine/common-owner';
import { planSettings } from '../engine/plan-settings';
import type { QueryOwner } from '../engine/query-owner';
import { together } from '../engine/together';
import { Generations, type ScopeLandings } from './generations';
import type { LandedData } from './landed-data';
import { type Landings, RecentLandings } from './recent-landings';
import { UserShards } from './user-shards';

interface Row {
  readonly landedAt: number;
  readonly landings: readonly (readonly [ScopeLandings['kind'], string, number, number])[];
}

const USERS: DataScope = { kind: 'users', name: '' };

/** Somebody who has to know what is landed by now, of some names of an organisation's data. */
interface Asker {
  readonly organisationId: string;
  readonly names: readonly string[];
  readonly owner: QueryOwner;
}

/** Looks at an organisation's data before any of it is read. Failures are those of `ClickHouse`. */
@Injectable()
export class LandedDataRepository {
  private readonly userShards = new UserShards();
  private readonly recent = new RecentLandings();
  private readonly lookTogether = together<Asker, LandedData>(
    ({ organisationId }) => organisationId,
    (askers) => this.lookForAll(askers),
  );

  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * One statement, because each costs some milliseconds, for all who ask while another one is executed; one more when users have been
   * landed, and none for work that has waited while others have looked.
   *
   * An importer counts a landing when its rows can be seen, so what is read after this has everything that was counted until then: kept
   * under these generations it can be newer, never older.
   *
   * @param scopes whose generations are needed. They are selected by name alone: names of several kinds that are equal cost a row more.
   * @param requestedAt everything that was landed by then is seen; when undefined, by now.
   */
  async of(
    organisationId: string,
    scopes: readonly DataScope[],
    owner: QueryOwner,
    requestedAt?: Date,
  ): Promise<LandedData> {
    const names = [...new Set([USERS, ...scopes].map(({ name }) => name))];
    const recent = requestedAt && this.recent.find(organisationId, names, requestedAt);
    if (recent) return this.landedData(organisationId, recent, owner);
    return this.lookTogether({ organisationId, names, owner });
  }

  private async lookForAll(askers: readonly Asker[]): Promise<LandedData[]> {
    const [first] = askers;
    if (!first) return [];
    const { organisationId } = first;
    const names = [...new Set(askers.flatMap((asker) => asker.names))];
    const owners = askers.map(({ owner }) => owner);
    const data = await asCommonOwner(owners, async (owner) => {
      const landings = await this.recent.look(organisationId, names, () =>
        this.look(organisationId, names, owner),
      );
      return this.landedData(organisationId, landings, owner);
    });
    return askers.map(() => data);
  }

  private async landedData(
    organisationId: string,
    { landedAt, landings }: Landings,
    owner: QueryOwner,
  ): Promise<LandedData> {
    const generations = new Generations(landings);
    return {
      shards: await this.userShards.of(
        organisationId,
        generations.has([USERS]) ? generations.of([USERS]) : undefined,
        () => this.lookForShards(organisationId, owner),
      ),
      watermark: landedAt > 0 ? new Date(landedAt).toISOString() : undefined,
      generations,
    };
  }

  private async look(organisationId: string, names: readonly string[], owner: QueryOwner): Promise<Landings> {
    const [row] = await this.clickhouse.query<Row>(
      `SELECT
         toUnixTimestamp64Milli(max(landed_at)) AS landedAt,
         groupArrayIf((kind, name, landings, toUnixTimestamp64Milli(landed_at)), name IN {names:Array(String)}) AS landings
       FROM data_generations WHERE organisation = {organisation:UUID}`,
      { organisation: organisationId, names: [...names] },
      this.options('landed', owner),
    );
    const { landedAt = 0, landings = [] } = row ?? {};
    return {
      landedAt,
      landings: landings.map(([kind, name, counted, at]) => ({
        kind,
        name,
        landings: counted,
        landedAt: at,
      })),
    };
  }

  /**
   * Without FINAL: a shard whose users have all been deleted gets an empty bitmap, which is right, and the scan reads one column of the
   * primary key (5 ms for 3 M users).
   */
  private async lookForShards(organisationId: string, owner: QueryOwner): Promise<readonly number[]> {
    const rows = await this.clickhouse.query<{ shard: number }>(
      `SELECT DISTINCT toUInt16(bitShiftRight(uid, ${SHARD_BITS})) AS shard
       FROM users WHERE organisation = {organisation:UUID} ORDER BY shard`,
      { organisation: organisationId },
      this.options('user-shards', owner),
    );
    return rows.map(({ shard }) => shard);
  }

  private options(what: string, owner: QueryOwner) {
    return { queryId: owner.queryId(what), signal: owner.signal, settings: planSettings(this.config) };
  }
}
