import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent } from '@muster/platform';
import { type BehaviorRow, toBehaviorRow } from '../domain/behavior-row';
import type { Checked } from '../domain/row-problem';
import type { ValueReader } from '../domain/value-reader';
import { BatchLanding } from '../landing/batch-landing';
import { senderEventId } from '../landing/event-identity';
import { OrganisationClocks } from '../organisations/organisation-clocks';
import { checkIds } from '../reading/check-record';
import { landBatch } from './ingest-batch';
import { ReceivedValues } from './received-values';

type BehaviorEvent = TopicEvent<typeof topics.ingestBehavior>;

@Controller()
export class IngestBehaviorConsumer {
  constructor(
    private readonly landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
    private readonly values: ReceivedValues,
  ) {}

  @OnEventBatch(topics.ingestBehavior)
  handle(events: readonly BehaviorEvent[]): Promise<readonly RejectedEvent<BehaviorEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      values: this.values,
      check,
      land: (organisation, rows) => this.landing.behaviors(organisation, rows),
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
