import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { BehaviorRow } from '../domain/behavior-row';
import { EVENT_COLUMNS, EventLanding } from './event-landing';
import { landingSettings } from './landing-settings';

/** An event whose user has a number. */
export type ArrivingEvent = Omit<BehaviorRow, 'id_type' | 'id'> & { readonly uid: number };

const BATCH = 'FROM arriving_events WHERE batch = {batch:UUID}';

/** Batches of events, as topics bring them → `events`, by a table of their own: one statement then sorts out the new ones. */
@Injectable()
export class ArrivingEvents {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly events: EventLanding,
  ) {}

  async land(organisation: string, rows: readonly ArrivingEvent[]): Promise<void> {
    if (rows.length === 0) return;
    const batch = randomUUID();
    await this.clickhouse.insert(
      'arriving_events',
      rows.map((row) => ({ batch, ...row })),
      { settings: landingSettings },
    );
    await this.events.land(organisation, {
      rows: `SELECT uid, ${EVENT_COLUMNS} ${BATCH}`,
      among: `(app, event, day, uid) IN (SELECT app, event, day, uid ${BATCH}) AND event_id IN (SELECT event_id ${BATCH})`,
      scope: `SELECT app, event, day ${BATCH}`,
      parameters: { batch },
    });
  }
}
