import type { DataScope } from '@muster/contracts';

/** How often a part of the data has been landed; of all data when the kind is `all`. */
export interface ScopeLandings {
  readonly kind: DataScope['kind'] | 'all';
  readonly name: string;
  readonly landings: number;
}

/** The state of an organisation's data at a moment. */
export class Generations {
  constructor(private readonly counted: readonly ScopeLandings[]) {}

  /** A number that is greater after every landing in one of the scopes, or in all data. */
  of(scopes: readonly DataScope[]): number {
    return this.counted
      .filter(
        ({ kind, name }) => kind === 'all' || scopes.some((each) => each.kind === kind && each.name === name),
      )
      .reduce((sum, { landings }) => sum + landings, 0);
  }
}
