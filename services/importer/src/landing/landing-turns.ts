import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ClickHouse, FairGate } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { InterruptedLandings } from './interrupted-landings';
import { LandingTurn } from './landing-turn';

type Work = (turn: LandingTurn) => Promise<unknown>;

/** Turns that a process has or waits for at a time: each takes a connection of the pool (10), and others need some, too. */
const TURNS_AT_A_TIME = 5;
/** An organisation's landings take turns anyway; further ones would wait with a connection in hand. */
const TURNS_OF_AN_ORGANISATION = 1;

/**
 * One after the other: importers look which events are there and insert the others, and between the two nobody else may.
 *
 * ClickHouse goes on with the statement of an importer that was killed, and an importer whose connection to Postgres broke has
 * lost a lock without knowing. So the tables know whose turn it is. Whoever takes a turn first writes that down, from where on
 * no statement of an earlier turn begins; then ends those that had begun, and waits for their end. Two statements that
 * run at the same time would each have begun while its own turn was the greatest, so the later of them before it ended the other.
 * Then it mends what interrupted landings have left, see `InterruptedLandings`.
 *
 * That alone would let importers end each other's work. The lock of Postgres makes them queue up. It is one for an organisation
 * and not one for each of its events, since a statement is found by its id, and one that lands many events would need
 * the ids of all their locks. Statements are short (a batch, or a piece of a file), so nobody waits long.
 */
@Injectable()
export class LandingTurns {
  private readonly gate = new FairGate(TURNS_AT_A_TIME, TURNS_OF_AN_ORGANISATION);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clickhouse: ClickHouse,
    private readonly interrupted: InterruptedLandings,
  ) {}

  /**
   * Waits for its turn, and for the end of all that others have begun.
   * @param work must not take a turn itself.
   */
  take(organisation: string, work: Work): Promise<void> {
    return this.gate.run(organisation, () => this.takeLocked(organisation, work));
  }

  /** Takes a turn unless somebody else has it, who then does the same first. */
  takeIfFree(organisation: string, work: Work): Promise<void> {
    return this.gate.run(organisation, () =>
      this.dataSource.transaction(async (manager) => {
        if (await locked(manager, 'pg_try_advisory_xact_lock', organisation)) {
          await this.begin(organisation, work);
        }
      }),
    );
  }

  private takeLocked(organisation: string, work: Work): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      await locked(manager, 'pg_advisory_xact_lock', organisation);
      await this.begin(organisation, work);
    });
  }

  private async begin(organisation: string, work: Work): Promise<void> {
    const prefix = `landing/${organisation}/`;
    const turn = new LandingTurn(organisation, randomUUID(), prefix);
    await this.clickhouse.command(
      `INSERT INTO landing_turns SELECT {organisation:UUID}, (max(turn).1 + 1, {holder:UUID})
       FROM landing_turns WHERE organisation = {organisation:UUID}`,
      turn.parameters,
    );
    await this.clickhouse.cancelQueries(prefix, true);
    await this.interrupted.mend(turn);
    await work(turn);
  }
}

async function locked(
  manager: EntityManager,
  lock: 'pg_advisory_xact_lock' | 'pg_try_advisory_xact_lock',
  organisation: string,
): Promise<boolean> {
  const [row]: { locked: boolean | string }[] = await manager.query(
    `SELECT ${lock}(hashtextextended('landing/' || $1, 0)) AS locked`,
    [organisation],
  );
  return row?.locked !== false;
}
