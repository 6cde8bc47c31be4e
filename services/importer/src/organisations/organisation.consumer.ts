import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEvent, PermanentError } from '@muster/platform';
import { ZoneClock } from '../domain/zone-clock';
import { OrganisationsRepository } from './organisations.repository';

@Controller()
export class OrganisationConsumer {
  constructor(private readonly organisations: OrganisationsRepository) {}

  @OnEvent(topics.organisation)
  async handle(event: TopicEvent<typeof topics.organisation>): Promise<void> {
    const { organisationId, timeZone } = event.data;
    assertZone(timeZone);
    await this.organisations.register(organisationId, timeZone);
  }
}

function assertZone(timeZone: string): void {
  try {
    new ZoneClock(timeZone);
  } catch (error) {
    throw new PermanentError('organisation.time-zone-invalid', `"${timeZone}" is no time zone`, {
      cause: error,
    });
  }
}
