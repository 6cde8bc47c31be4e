import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent } from '@muster/platform';
import { type ProfileRow, toProfileRow } from '../domain/profile-row';
import type { Checked } from '../domain/row-problem';
import { typeJsonValue } from '../domain/typed-value';
import { sentVersion } from '../domain/version';
import type { ZoneClock } from '../domain/zone-clock';
import { BatchLanding } from '../landing/batch-landing';
import { OrganisationClocks } from '../organisations/organisation-clocks';
import { checkIds } from '../reading/check-record';
import { landBatch } from './ingest-batch';

type ProfileEvent = TopicEvent<typeof topics.ingestProfile>;

@Controller()
export class IngestProfileConsumer {
  constructor(
    private readonly landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
  ) {}

  @OnEventBatch(topics.ingestProfile)
  handle(events: readonly ProfileEvent[]): Promise<readonly RejectedEvent<ProfileEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      check,
      land: (organisation, rows) => this.landing.profiles(organisation, rows),
    });
  }
}

function check({ time, data }: ProfileEvent, clock: ZoneClock): Checked<ProfileRow> {
  const ids = checkIds([data.entityId, ...(data.accountIds ?? []), ...(data.deviceIds ?? [])]);
  if (!ids.ok) return ids;
  const version = sentVersion(time);
  return version.ok ? toProfileRow(data, typeJsonValue, clock) : version;
}
