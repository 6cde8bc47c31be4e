import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { PlanValues } from '@muster/contracts';
import { ClickHouse, type QueryParameters, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import type { QueryOwner } from '../engine/query-owner';
import type { UserShard } from './bound-plan';
import type { ValueBuild } from './kept';
import { keepingSettings } from './keeping-settings';
import { keptParameter } from './kept-parameters';
import { countDifferent, selectBitmaps, selectRows, VALUE_COLUMNS } from './values-sql';

/** Values of a plan. */
export interface ValuesToKeep {
  /** The full key. */
  readonly key: string;
  readonly values: Pick<PlanValues, 'select' | 'columns'>;
}

interface Ordering extends ValuesToKeep, ValueBuild {
  /** Name of the parameter that is the build. */
  readonly parameter: string;
}

export interface OrderedBuilds {
  /** By full key. */
  readonly builds: ReadonlyMap<string, ValueBuild>;
  readonly spent: readonly QueryStatistics[];
}

/** Puts values in order, once for all conditions that test them. Failures are those of `ClickHouse`. */
@Injectable()
export class OrderedValues {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * At most one part in each table, however many values. The builds are named last: whatever stops this before leaves rows that
   * nobody reads.
   *
   * @param parameters those that the values ask for.
   */
  async keep(
    wanted: readonly ValuesToKeep[],
    parameters: QueryParameters,
    { organisationId: organisation, shard }: UserShard,
    owner: QueryOwner,
  ): Promise<OrderedBuilds> {
    const most = this.config.CALCULATOR_VALUE_BITMAPS;
    const given = { ...parameters, organisation, shard };
    const options = (what: string) => ({
      queryId: owner.queryId(what, shard),
      signal: owner.signal,
      settings: keepingSettings(this.config),
    });
    const [counted = {}] = await this.clickhouse.query<Record<string, number>>(
      countDifferent(
        wanted.map(({ values }) => values),
        most,
      ),
      given,
      options('count-values'),
    );
    const orderings = wanted.map((each, index): Ordering => {
      const isFew = (counted[`different${index}`] ?? 0) <= most;
      const parameter = keptParameter(`build${index}`);
      return { ...each, parameter, build: randomUUID(), form: isFew ? 'bitmaps' : 'rows' };
    });
    const write = async (form: ValueBuild['form'], into: string, select: (each: Ordering) => string) => {
      const some = orderings.filter((each) => each.form === form);
      if (some.length === 0) return [];
      const statement = `INSERT INTO ${into}\n${some.map(select).join('\nUNION ALL\n')}`;
      const builds = Object.fromEntries(some.map(({ parameter, build }) => [parameter, build]));
      return [await this.clickhouse.command(statement, { ...given, ...builds }, options(`keep-${form}`))];
    };
    const columns = VALUE_COLUMNS.join(', ');
    const spent = [
      ...(await write(
        'bitmaps',
        `value_bitmaps (organisation, build, shard, ${columns}, users)`,
        selectBitmaps,
      )),
      ...(await write('rows', `value_rows (organisation, build, uid, ${columns})`, selectRows)),
    ];
    await this.clickhouse.insert(
      'value_builds',
      orderings.map(({ key, build, form }) => ({ organisation, key, shard, build, form })),
      options('name-builds'),
    );
    return { builds: new Map(orderings.map(({ key, build, form }) => [key, { build, form }])), spent };
  }
}
