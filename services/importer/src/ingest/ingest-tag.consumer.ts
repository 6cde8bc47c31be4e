import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent } from '@muster/platform';
import type { Checked } from '../domain/row-problem';
import { type TagRow, toTagRow } from '../domain/tag-row';
import { sentVersion } from '../domain/version';
import type { ValueReader } from '../domain/value-reader';
import { BatchLanding } from '../landing/batch-landing';
import { OrganisationClocks } from '../organisations/organisation-clocks';
import { checkIds } from '../reading/check-record';
import { landBatch } from './ingest-batch';
import { ReceivedValues } from './received-values';

type TagEvent = TopicEvent<typeof topics.ingestTag>;

@Controller()
export class IngestTagConsumer {
  constructor(
    private readonly landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
    private readonly values: ReceivedValues,
  ) {}

  @OnEventBatch(topics.ingestTag)
  handle(events: readonly TagEvent[]): Promise<readonly RejectedEvent<TagEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      values: this.values,
      check,
      land: (organisation, rows) => this.landing.tags(organisation, rows),
    });
  }
}

function check({ time, data }: TagEvent, values: ValueReader): Checked<TagRow> {
  const ids = checkIds([data.user.id]);
  if (!ids.ok) return ids;
  const version = sentVersion(time);
  return version.ok ? toTagRow(data, values) : version;
}
