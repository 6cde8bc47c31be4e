import { Controller, Inject } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent, SERVICE_CONFIG } from '@muster/platform';
import type { Checked } from '../domain/row-problem';
import { type TagRow, toTagRow } from '../domain/tag-row';
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

type TagEvent = TopicEvent<typeof topics.ingestTag>;

@Controller()
export class IngestTagConsumer {
  private readonly joined: JoinedLandings<Versioned<TagRow>>;

  constructor(
    landing: BatchLanding,
    private readonly organisations: OrganisationClocks,
    private readonly values: ReceivedValues,
    @Inject(SERVICE_CONFIG) config: ImporterConfig,
  ) {
    this.joined = new JoinedLandings(async (organisation, rows) => {
      await landing.tags(organisation, rows);
      return undefined;
    }, ingestLimits(config));
  }

  @OnEventBatch(topics.ingestTag, { most: EVENTS_PER_BATCH })
  handle(events: readonly TagEvent[]): Promise<readonly RejectedEvent<TagEvent>[]> {
    return landBatch(events, {
      clockOf: (organisation) => this.organisations.clockOf(organisation),
      values: this.values,
      check,
      land: (organisation, rows) => this.joined.land(organisation, rows),
    });
  }
}

function check({ time, data }: TagEvent, values: ValueReader): Checked<TagRow> {
  const ids = checkIds([data.user.id]);
  if (!ids.ok) return ids;
  const version = sentVersion(time);
  return version.ok ? toTagRow(data, values) : version;
}
