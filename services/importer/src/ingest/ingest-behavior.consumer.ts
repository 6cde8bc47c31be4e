import { Controller, Inject } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent, SERVICE_CONFIG } from '@muster/platform';
import { type BehaviorRow, toBehaviorRow } from '../domain/behavior-row';
import type { Checked } from '../domain/row-problem';
import type { ValueReader } from '../domain/value-reader';
import type { ImporterConfig } from '../importer.config';
import { BatchLanding, type Versioned } from '../landing/batch-landing';
import { senderEventId } from '../landing/event-identity';
import { OrganisationClocks } from '../organisations/organisation-clocks';
import { checkIds } from '../reading/check-record';
import { landBatch } from './ingest-batch';
import { EVENTS_PER_BATCH, ingestLimits } from './ingest-limits';
import { JoinedLandings } from './joined-landings';
import { ReceivedValues } from './received-values';

type BehaviorEvent = TopicEvent<typeof topics.ingestBehavior>;

@Controller()
export class IngestBehaviorConsumer {
  private readonly joined: JoinedLandings<Versioned<BehaviorRow>>;

  constructor(
    landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
    private readonly values: ReceivedValues,
    @Inject(SERVICE_CONFIG) config: ImporterConfig,
  ) {
    this.joined = new JoinedLandings(async (organisation, rows) => {
      await landing.behaviors(organisation, rows);
      return undefined;
    }, ingestLimits(config));
  }

  @OnEventBatch(topics.ingestBehavior, { most: EVENTS_PER_BATCH })
  handle(events: readonly BehaviorEvent[]): Promise<readonly RejectedEvent<BehaviorEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      values: this.values,
      check,
      land: (organisation, rows) => this.joined.land(organisation, rows),
    });
  }
}

function check({ id, data }: BehaviorEvent, values: ValueReader): Checked<BehaviorRow> {
  const ids = checkIds([data.user.id]);
  if (!ids.ok) return ids;
  // Without an id of the sender's, the message's own id tells a repeated delivery from a second event.
  const identity = data.eventId === undefined ? id : senderEventId(data.eventId);
  return toBehaviorRow(data, identity, values);
}
