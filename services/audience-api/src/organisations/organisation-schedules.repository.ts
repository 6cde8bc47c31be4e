import { Injectable } from '@nestjs/common';
import type { OrganisationSchedule } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import { OrganisationEntity } from './organisation.entity';

/** When organisations have their daily audiences computed. */
@Injectable()
export class OrganisationSchedulesRepository {
  async get(manager: EntityManager, organisationId: string): Promise<OrganisationSchedule> {
    const organisation = await manager
      .getRepository(OrganisationEntity)
      .findOneByOrFail({ id: organisationId });
    const { dailyHour, missedDays, onStaleInput } = organisation;
    return { dailyHour, missedDays, onStaleInput };
  }

  async set(manager: EntityManager, organisationId: string, schedule: OrganisationSchedule): Promise<void> {
    await manager.getRepository(OrganisationEntity).update({ id: organisationId }, { ...schedule });
  }
}
