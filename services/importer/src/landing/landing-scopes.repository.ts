import { Injectable } from '@nestjs/common';
import { ClickHouse, type QueryParameters } from '@muster/platform';
import type { LandingTurn } from './landing-turn';

/** Which days of events a landing is going to add to, in SQL. */
export interface ScopeSource {
  /** A SELECT of `app`, `event`, `day`; repeated ones count once. `{organisation:UUID}` is bound already. */
  readonly scope: string;
  readonly parameters: QueryParameters;
}

/** A replicated table takes equal rows of two landings for a retry of the first, and drops them. */
const settings = { insert_deduplicate: 0 } as const;

const OPEN = 'GROUP BY organisation, landing, app, event, day HAVING sum(open) > 0';

/** Days of events, as a SELECT of `app`, `event`, `day`, that `{landings:Array(UUID)}` of the organisation have left open. */
export const OPEN_DAYS = `SELECT app, event, day FROM landing_scopes
  WHERE organisation = {organisation:UUID} AND landing IN {landings:Array(UUID)} ${OPEN}`;

/** Notes of what landings are doing; beside the data, so that a restored database knows its own interrupted landings. */
@Injectable()
export class LandingScopes {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** Must be called before anything is landed. */
  async open(turn: LandingTurn, { scope, parameters }: ScopeSource): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO landing_scopes (organisation, landing, app, event, day, open)
       SELECT {organisation:UUID}, {holder:UUID}, app, event, day, 1 FROM (${scope}) GROUP BY app, event, day`,
      { ...parameters, ...turn.parameters },
      { ...turn.options, settings },
    );
  }

  /** Crosses out what the landings have left open; repeated, it does nothing. */
  async close({ organisation }: LandingTurn, landings: readonly string[]): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO landing_scopes (organisation, landing, app, event, day, open)
       SELECT organisation, landing, app, event, day, -sum(open) FROM landing_scopes
       WHERE organisation = {organisation:UUID} AND landing IN {landings:Array(UUID)} ${OPEN}`,
      { organisation, landings },
      { settings },
    );
  }

  /** Landings of the organisation that have begun and not ended. */
  async landings(organisation: string): Promise<readonly string[]> {
    const rows = await this.clickhouse.query<{ landing: string }>(
      `SELECT DISTINCT landing FROM
         (SELECT landing FROM landing_scopes WHERE organisation = {organisation:UUID} ${OPEN})`,
      { organisation },
    );
    return rows.map(({ landing }) => landing);
  }

  /** Organisations with landings that have begun and not ended; they may be under way. */
  async organisations(): Promise<readonly string[]> {
    const rows = await this.clickhouse.query<{ organisation: string }>(
      `SELECT DISTINCT organisation FROM (SELECT organisation FROM landing_scopes ${OPEN})`,
    );
    return rows.map(({ organisation }) => organisation);
  }
}
