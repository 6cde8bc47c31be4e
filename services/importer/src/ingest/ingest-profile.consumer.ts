import { Controller, Inject } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent, SERVICE_CONFIG } from '@muster/platform';
import { type ProfileRow, toProfileRow } from '../domain/profile-row';
import type { Checked } from '../domain/row-problem';
import { sentVersion } from '../domain/version';
import type { ValueReader } from '../domain/value-reader';
import type { ImporterConfig } from '../importer.config';
import { BatchLanding, type Versioned } from '../landing/batch-landing';
import { OrganisationClocks } from '../organisations/organisation-clocks';
import { checkIds } from '../reading/check-record';
import { landBatch } from './ingest-batch';
import { EVENTS_PER_BATCH, ingestLimits } from './ingest-limits';
import { JoinedLandings } from './joined-landings';
import { ReceivedValues } from './received-values';

type ProfileEvent = TopicEvent<typeof topics.ingestProfile>;

@Controller()
export class IngestProfileConsumer {
  private readonly joined: JoinedLandings<Versioned<ProfileRow>>;

  constructor(
    landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
    private readonly values: ReceivedValues,
    @Inject(SERVICE_CONFIG) config: ImporterConfig,
  ) {
    this.joined = new JoinedLandings(
      (organisation, rows) => landing.profiles(organisation, rows),
      ingestLimits(config),
    );
  }

  @OnEventBatch(topics.ingestProfile, { most: EVENTS_PER_BATCH })
  handle(events: readonly ProfileEvent[]): Promise<readonly RejectedEvent<ProfileEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      values: this.values,
      check,
      land: (organisation, rows) => this.joined.land(organisation, rows),
    });
  }
}

function check({ time, data }: ProfileEvent, values: ValueReader): Checked<ProfileRow> {
  const ids = checkIds([data.entityId, ...(data.accountIds ?? []), ...(data.deviceIds ?? [])]);
  if (!ids.ok) return ids;
  const version = sentVersion(time);
  return version.ok ? toProfileRow(data, values) : version;
}
