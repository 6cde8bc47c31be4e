import { Body, Controller, Get, Put, UseGuards } from '@nestjs/common';
import type { Retention } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { RetentionDto } from './retention.dto';
import { RetentionRepository } from './retention.repository';

@Controller('v1/organisation/retention')
@UseGuards(OrganisationGuard)
export class RetentionController {
  constructor(private readonly retention: RetentionRepository) {}

  @Get()
  async get(@CurrentCaller() { organisationId }: Caller): Promise<Retention> {
    return { days: await this.retention.days(organisationId) };
  }

  @Put()
  async set(
    @CurrentCaller() { organisationId }: Caller,
    @Body(new RequestBodyPipe(RetentionDto)) { days }: RetentionDto,
  ): Promise<Retention> {
    await this.retention.setDays(organisationId, days);
    return { days };
  }
}
