import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import type { RegisteredOrganisation } from '@muster/contracts';
import { AdministratorGuard } from '../authentication/administrator.guard';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { Idempotency, type IdempotentRequest } from '../idempotency/idempotent-request';
import { RegisterOrganisationDto } from './register-organisation.dto';
import { RegisterOrganisation } from './register-organisation.use-case';

@Controller('v1/organisations')
@UseGuards(AdministratorGuard)
export class OrganisationsController {
  constructor(private readonly registerOrganisation: RegisterOrganisation) {}

  @Post()
  async register(
    @Body(new RequestBodyPipe(RegisterOrganisationDto)) dto: RegisterOrganisationDto,
    @Idempotency() request: IdempotentRequest,
  ): Promise<RegisteredOrganisation> {
    return this.registerOrganisation.execute(dto, request);
  }
}
