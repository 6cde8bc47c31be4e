import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import { LandingScopes, type ScopeSource } from './landing-scopes.repository';
import { eventSettings } from './landing-settings';
import type { LandingTurn } from './landing-turn';
import { LandingTurns } from './landing-turns';

/** What an event carries, beside its organisation and user. */
export const EVENT_COLUMNS = 'app, event, day, time, event_id, strings, numbers, booleans, times, lists';
/** Events of an organisation that agree in these are one event. */
const IDENTITY = 'app, event, day, uid, time, event_id';

/** Where events come from, in SQL; `{organisation:UUID}` is bound already. */
export interface EventSource extends ScopeSource {
  /** A SELECT of `uid` and EVENT_COLUMNS. */
  readonly rows: string;
  /**
   * What holds for every row of `events` that is one of these events. The more of the sorting key it names the less is read,
   * the fewer rows it leaves over the less memory they take.
   */
  readonly among: string;
}

/**
 * Events → `events`, each once, whether it comes twice in one source, comes again, or was left there by a landing that failed
 * half-way: what is there already is not inserted. So readers need no FINAL.
 *
 * A landing writes down where it is going to add events, and crosses that out when the statement has ended well: views have then
 * seen all of them. What is left open is mended by the next in turn.
 */
@Injectable()
export class EventLanding {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly turns: LandingTurns,
    private readonly scopes: LandingScopes,
  ) {}

  async land(organisation: string, source: EventSource): Promise<void> {
    await this.turns.take(organisation, async (turn) => {
      await this.scopes.open(turn, source);
      await this.insertNew(turn, source);
      await this.scopes.close(turn, [turn.holder]);
    });
  }

  private async insertNew(turn: LandingTurn, { rows, among, parameters }: EventSource): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO events (organisation, uid, ${EVENT_COLUMNS})
       SELECT {organisation:UUID}, uid, ${EVENT_COLUMNS}
       FROM (${rows})
       WHERE ${turn.condition}
         AND (${IDENTITY}) NOT IN (
           SELECT ${IDENTITY} FROM events WHERE organisation = {organisation:UUID} AND ${among}
         )
       LIMIT 1 BY ${IDENTITY}`,
      { ...parameters, ...turn.parameters },
      { ...turn.options, settings: eventSettings },
    );
  }
}
