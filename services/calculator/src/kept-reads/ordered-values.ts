import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { PlanValues } from '@muster/contracts';
import {
  ClickHouse,
  type QueryOptions,
  type QueryParameters,
  type QueryStatistics,
  SERVICE_CONFIG,
} from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import type { QueryOwner } from '../engine/query-owner';
import type { UserSpan } from './bound-plan';
import type { ValueBuild } from './kept';
import { keepingSettings } from './keeping-settings';
import { keptParameter } from './kept-parameters';
import { ROWS_OF_BUILDS } from './rows-of-builds';
import {
  type BinnedColumn,
  countDifferent,
  findBinnedColumn,
  keptColumns,
  selectBinned,
  selectBins,
  selectBitmaps,
  selectRows,
} from './values-sql';

/** Values of a plan. */
export interface ValuesToKeep {
  /** The full key. */
  readonly key: string;
  readonly values: Pick<PlanValues, 'select' | 'columns'>;
}

interface Ordering extends ValuesToKeep, ValueBuild {
  /** Name of the parameter that is the build. */
  readonly parameter: string;
  /** Of bins: what they are made of. */
  readonly column: BinnedColumn | undefined;
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
    { organisationId: organisation, span }: UserSpan,
    owner: QueryOwner,
  ): Promise<OrderedBuilds> {
    const given = { ...parameters, organisation, span };
    const options = (what: string) => ({
      queryId: owner.queryId(what, span),
      signal: owner.signal,
      settings: keepingSettings(this.config),
    });
    const orderings = await this.order(wanted, given, options);
    const builds = Object.fromEntries(orderings.map(({ parameter, build }) => [parameter, build]));
    const write = async (into: keyof typeof keptColumns, selects: readonly string[]) => {
      if (selects.length === 0) return [];
      const statement = `INSERT INTO ${into} (${keptColumns[into]})\n${selects.join('\nUNION ALL\n')}`;
      return [await this.clickhouse.command(statement, { ...given, ...builds }, options(`keep-${into}`))];
    };
    const ofForm = (form: ValueBuild['form']) => orderings.filter((each) => each.form === form);
    const binned = orderings.flatMap(({ column, ...each }) => (column ? [{ ...each, column }] : []));
    const spent = [
      ...(await write('value_rows', ofForm('rows').map(selectRows))),
      ...(await write(
        'binned_values',
        binned.map((each) => selectBinned(each, this.config.CALCULATOR_VALUE_BINS)),
      )),
      ...(await write('value_bitmaps', [
        ...ofForm('bitmaps').map(selectBitmaps),
        ...binned.map((each) => selectBins(each)),
      ])),
    ];
    await this.nameBuilds(orderings, { organisation, span }, options);
    return { builds: new Map(orderings.map(({ key, build, form }) => [key, { build, form }])), spent };
  }

  /** Counted by what was written: readers compare, so that a build of which rows are lost is not read. */
  private async nameBuilds(
    orderings: readonly Ordering[],
    { organisation, span }: { readonly organisation: string; readonly span: number },
    options: (what: string) => QueryOptions,
  ): Promise<void> {
    const builds = orderings.map(({ build }) => build);
    const counted = await this.clickhouse.query<{ build: string; rows: number }>(
      ROWS_OF_BUILDS,
      { organisation, builds },
      options('count-builds'),
    );
    const rowsOf = new Map(counted.map(({ build, rows }) => [build, rows]));
    await this.clickhouse.insert(
      'value_builds',
      orderings.map(({ key, build, form }) => ({
        ...{ organisation, key, shard: span, build, form },
        rows: rowsOf.get(build) ?? 0,
      })),
      options('name-builds'),
    );
  }

  /** Few values are bitmaps, many of numbers or times bins, many of anything else rows. */
  private async order(
    wanted: readonly ValuesToKeep[],
    given: QueryParameters,
    options: (what: string) => QueryOptions,
  ): Promise<Ordering[]> {
    const most = this.config.CALCULATOR_VALUE_BITMAPS;
    const [counted = {}] = await this.clickhouse.query<Record<string, number>>(
      countDifferent(
        wanted.map(({ values }) => values),
        most,
      ),
      given,
      options('count-values'),
    );
    const many = wanted.filter((_, index) => (counted[`different${index}`] ?? 0) > most);
    const columns = await this.binnedColumns(many, given, options);
    const formOf = (each: ValuesToKeep): ValueBuild['form'] => {
      if (!many.includes(each)) return 'bitmaps';
      return columns.has(each) ? 'bins' : 'rows';
    };
    return wanted.map((each, index) => ({
      ...each,
      parameter: keptParameter(`build${index}`),
      build: randomUUID(),
      form: formOf(each),
      column: columns.get(each),
    }));
  }

  /** Those that bins can be made of, with the column that all of their values are of. */
  private async binnedColumns(
    wanted: readonly ValuesToKeep[],
    given: QueryParameters,
    options: (what: string) => QueryOptions,
  ): Promise<ReadonlyMap<ValuesToKeep, BinnedColumn>> {
    if (wanted.length === 0) return new Map();
    const [found = {}] = await this.clickhouse.query<Record<string, BinnedColumn | ''>>(
      findBinnedColumn(wanted.map(({ values }) => values)),
      given,
      options('find-columns'),
    );
    return new Map(
      wanted.flatMap((each, index) => {
        const column = found[`column${index}`];
        return column ? [[each, column]] : [];
      }),
    );
  }
}
