import { Inject, Injectable } from '@nestjs/common';
import { ClickHouse, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import type { QueryOwner } from '../engine/query-owner';
import type { UserSpan } from './bound-plan';
import type { Kept, ValueBuild } from './kept';
import { KnownLeaves } from './known-leaves';
import { ROWS_OF_BUILDS } from './rows-of-builds';
import type { StageReads } from './stage-reads';

type Found =
  | { readonly what: 'leaf'; readonly key: string }
  | ({ readonly what: 'values'; readonly key: string; readonly rows: number } & ValueBuild);

/**
 * Rows are deleted when they are two days old. A statement runs for 840 s at most, so one that is composed of what is younger than
 * a day, or was so an hour ago, cannot outlive it.
 */
const STILL_THERE = 'written_at > now() - INTERVAL 1 DAY';
const REMEMBERED_MS = 3_600_000;

/** Looks up what is kept. Failures are those of `ClickHouse`. */
@Injectable()
export class KeptRepository {
  private readonly known = new KnownLeaves(REMEMBERED_MS);

  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** One statement, or none when everything is known to have a leaf. */
  async find(reads: readonly StageReads[], at: UserSpan, owner: QueryOwner): Promise<Kept> {
    const known = reads.flatMap(({ leafKey }) =>
      leafKey !== undefined && this.known.has(leafKey, at) ? [leafKey] : [],
    );
    if (known.length === reads.length) return { leaves: new Set(known), builds: new Map() };
    const kept = await this.lookFor(reads, at, owner);
    this.known.add(kept.leaves, at);
    return kept;
  }

  /** Looks for everything again, since something that was known to be there is not. */
  forget(): void {
    this.known.forget();
  }

  private async lookFor(
    reads: readonly StageReads[],
    { organisationId, span }: UserSpan,
    owner: QueryOwner,
  ): Promise<Kept> {
    const found = await this.clickhouse.query<Found>(
      `SELECT 'leaf' AS what, key, NULL AS build, NULL AS form, NULL AS rows
       FROM leaf_cache
       WHERE organisation = {organisation:UUID} AND key IN {leaves:Array(String)} AND shard = {span:UInt32} AND ${STILL_THERE}
       UNION ALL
       SELECT 'values', key, build, toString(form), rows
       FROM value_builds
       WHERE organisation = {organisation:UUID} AND key IN {values:Array(String)} AND shard = {span:UInt32} AND ${STILL_THERE}`,
      {
        organisation: organisationId,
        span,
        leaves: different(reads.map(({ leafKey }) => leafKey)),
        values: different(reads.map(({ valuesKey }) => valuesKey)),
      },
      { queryId: owner.queryId('kept', span), signal: owner.signal, settings: planSettings(this.config) },
    );
    const builds = found.flatMap((each) => (each.what === 'values' ? [each] : []));
    const whole = await this.wholeBuilds(builds, { organisationId, span }, owner);
    return {
      leaves: new Set(found.flatMap(({ what, key }) => (what === 'leaf' ? [key] : []))),
      builds: new Map(whole.map(({ key, build, form }) => [key, { build, form }])),
    };
  }

  /**
   * Builds of which every row is there. Rows can be gone that are named still: a part was lost, or an older backup was restored, and the
   * users of a missing row would be nobody. (A leaf that is gone makes the statement fail that reads it.)
   */
  private async wholeBuilds<Build extends ValueBuild & { readonly rows: number }>(
    named: readonly Build[],
    { organisationId, span }: UserSpan,
    owner: QueryOwner,
  ): Promise<Build[]> {
    if (named.length === 0) return [];
    const counted = await this.clickhouse.query<{ build: string; rows: number }>(
      ROWS_OF_BUILDS,
      { organisation: organisationId, builds: named.map(({ build }) => build) },
      { queryId: owner.queryId('builds', span), signal: owner.signal, settings: planSettings(this.config) },
    );
    const rowsOf = new Map(counted.map(({ build, rows }) => [build, rows]));
    return named.filter(({ build, rows }) => rows === (rowsOf.get(build) ?? 0));
  }
}

function different(keys: readonly (string | undefined)[]): string[] {
  return [...new Set(keys.filter((key) => key !== undefined))];
}
