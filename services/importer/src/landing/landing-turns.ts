import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ClickHouse, type QueryOptions, type QueryParameters } from '@muster/platform';
import { DataSource } from 'typeorm';
import { landingSettings } from './landing-settings';

/** The right to land events of an organisation, as a condition of the statements that do. */
export interface LandingTurn {
  /** SQL that is true, or fails the statement when somebody else has taken a turn since. */
  readonly condition: string;
  readonly parameters: QueryParameters;
  /** With an id by which the next in turn finds the statement. */
  readonly options: QueryOptions;
}

const TURNS = 'FROM landing_turns WHERE organisation = {organisation:UUID}';

/**
 * One after the other: importers look which events are there and insert the others, and between the two nobody else may.
 *
 * ClickHouse goes on with the statement of an importer that was killed, and an importer whose connection to Postgres broke has
 * lost a lock without knowing. So the tables know whose turn it is. Whoever takes a turn first writes that down, from where on
 * no statement of an earlier turn begins; then ends those that had begun, and waits for their end. Two statements that
 * run at the same time would each have begun while its own turn was the greatest, so the later of them before it ended the other.
 *
 * That alone would let importers end each other's work. The lock of Postgres makes them queue up. It is one for an organisation
 * and not one for each of its events, since a statement is found by its id, and one that lands many events would need
 * the ids of all their locks. Statements are short (a batch, or a piece of a file), so nobody waits long.
 */
@Injectable()
export class LandingTurns {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clickhouse: ClickHouse,
  ) {}

  /**
   * Waits for its turn, and for the end of all that others have begun.
   * @param work must not use Postgres: everybody who waits holds a connection of the pool.
   */
  async take(organisation: string, work: (turn: LandingTurn) => Promise<unknown>): Promise<void> {
    const prefix = `landing/${organisation}/`;
    const holder = randomUUID();
    await this.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('landing/' || $1, 0))`, [
        organisation,
      ]);
      await this.clickhouse.command(
        `INSERT INTO landing_turns SELECT {organisation:UUID}, (max(turn).1 + 1, {holder:UUID}) ${TURNS}`,
        { organisation, holder },
      );
      await this.clickhouse.cancelQueries(prefix, true);
      await work({
        condition: `throwIf((SELECT max(turn).2 ${TURNS}) != {holder:UUID}, 'the turn has gone to another importer') = 0`,
        parameters: { organisation, holder },
        options: { queryId: `${prefix}${holder}`, settings: landingSettings },
      });
    });
  }
}
