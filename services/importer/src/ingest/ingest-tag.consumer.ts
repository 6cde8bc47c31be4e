import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent } from '@muster/platform';
import type { Checked } from '../domain/row-problem';
import { type TagRow, toTagRow } from '../domain/tag-row';
import { typeJsonValue } from '../domain/typed-value';
import { sentVersion } from '../domain/version';
import type { ZoneClock } from '../domain/zone-clock';
import { BatchLanding } from '../landing/batch-landing';
import { OrganisationClocks } from '../organisations/organisation-clocks';
import { checkIds } from '../reading/check-record';
import { landBatch } from './ingest-batch';

type TagEvent = TopicEvent<typeof topics.ingestTag>;

@Controller()
export class IngestTagConsumer {
  constructor(
    private readonly landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
  ) {}

  @OnEventBatch(topics.ingestTag)
  handle(events: readonly TagEvent[]): Promise<readonly RejectedEvent<TagEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      check,
      land: (organisation, rows) => this.landing.tags(organisation, rows),
    });
  }
}

function check({ time, data }: TagEvent, clock: ZoneClock): Checked<TagRow> {
  const ids = checkIds([data.user.id]);
  if (!ids.ok) return ids;
  const version = sentVersion(time);
  return version.ok ? toTagRow(data, typeJsonValue, clock) : version;
}
