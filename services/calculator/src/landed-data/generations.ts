import type { DataScope } from '@muster/contracts';

/** How often a part of the data has been landed, and when last; of all data when the kind is `all`. */
export interface ScopeLandings {
  readonly kind: DataScope['kind'] | 'all';
  readonly name: string;
  readonly landings: number;
  /** In milliseconds since 1970, by the importer's clock; 0 of landings that were counted before there were times. */
  readonly landedAt: number;
}

/** The state of an organisation's data at a moment. */
export class Generations {
  constructor(private readonly counted: readonly ScopeLandings[]) {}

  /**
   * A name that is another one after every landing in one of the scopes, or in all data: how many there were, and when the last one
   * was. The number alone would come back where ClickHouse is restored to an earlier day and as much is landed again: whatever was
   * kept under it, in memory or in a table of a newer backup, would be taken for the answer over other data.
   */
  of(scopes: readonly DataScope[]): string {
    const counted = this.countedOf(scopes);
    const landings = counted.reduce((sum, each) => sum + each.landings, 0);
    const landedAt = counted.reduce((newest, each) => Math.max(newest, each.landedAt), 0);
    return `${String(landings)}@${String(landedAt)}`;
  }

  /** Whether any landing in one of the scopes, or in all data, has been counted; without one a generation says nothing. */
  has(scopes: readonly DataScope[]): boolean {
    return this.countedOf(scopes).some(({ landings }) => landings > 0);
  }

  private countedOf(scopes: readonly DataScope[]): readonly ScopeLandings[] {
    return this.counted.filter(
      ({ kind, name }) => kind === 'all' || scopes.some((each) => each.kind === kind && each.name === name),
    );
  }
}
