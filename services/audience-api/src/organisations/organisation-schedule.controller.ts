import { Body, Controller, Get, Put, UseGuards } from '@nestjs/common';
import type { OrganisationSchedule } from '@muster/contracts';
import { DataSource } from 'typeorm';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { OrganisationScheduleDto } from './organisation-schedule.dto';
import { OrganisationSchedulesRepository } from './organisation-schedules.repository';

/** A change holds from the next day on that is not due yet; days that are missed are caught up as the schedule says by then. */
@Controller('v1/organisation/schedule')
@UseGuards(OrganisationGuard)
export class OrganisationScheduleController {
  constructor(
    private readonly database: DataSource,
    private readonly schedules: OrganisationSchedulesRepository,
  ) {}

  @Get()
  async get(@CurrentCaller() { organisationId }: Caller): Promise<OrganisationSchedule> {
    return this.schedules.get(this.database.manager, organisationId);
  }

  @Put()
  async change(
    @CurrentCaller() { organisationId }: Caller,
    @Body(new RequestBodyPipe(OrganisationScheduleDto)) schedule: OrganisationScheduleDto,
  ): Promise<OrganisationSchedule> {
    await this.schedules.set(this.database.manager, organisationId, schedule);
    return this.schedules.get(this.database.manager, organisationId);
  }
}
