import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent } from '@muster/platform';
import { type ProfileRow, toProfileRow } from '../domain/profile-row';
import type { Checked } from '../domain/row-problem';
import { sentVersion } from '../domain/version';
import type { ValueReader } from '../domain/value-reader';
import { BatchLanding } from '../landing/batch-landing';
import { OrganisationClocks } from '../organisations/organisation-clocks';
import { checkIds } from '../reading/check-record';
import { landBatch } from './ingest-batch';
import { ReceivedValues } from './received-values';

type ProfileEvent = TopicEvent<typeof topics.ingestProfile>;

@Controller()
export class IngestProfileConsumer {
  constructor(
    private readonly landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
    private readonly values: ReceivedValues,
  ) {}

  @OnEventBatch(topics.ingestProfile)
  handle(events: readonly ProfileEvent[]): Promise<readonly RejectedEvent<ProfileEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      values: this.values,
      check,
      land: (organisation, rows) => this.landing.profiles(organisation, rows),
    });
  }
}

function check({ time, data }: ProfileEvent, values: ValueReader): Checked<ProfileRow> {
  const ids = checkIds([data.entityId, ...(data.accountIds ?? []), ...(data.deviceIds ?? [])]);
  if (!ids.ok) return ids;
  const version = sentVersion(time);
  return version.ok ? toProfileRow(data, values) : version;
}
