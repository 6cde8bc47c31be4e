import { Body, Controller, Param, Put, UseGuards } from '@nestjs/common';
import type { AudienceResource } from '@muster/contracts';
import { ReadAudiences } from '../audiences/read-audiences.use-case';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { ChangeCalculationDto } from './change-calculation.dto';
import { ChangeCalculation } from './change-calculation.use-case';

@Controller('v1/audiences/:id/calculation')
@UseGuards(OrganisationGuard)
export class CalculationController {
  constructor(
    private readonly changeCalculation: ChangeCalculation,
    private readonly readAudiences: ReadAudiences,
  ) {}

  @Put()
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) id: string,
    @Body(new RequestBodyPipe(ChangeCalculationDto)) { calculation }: ChangeCalculationDto,
  ): Promise<AudienceResource> {
    await this.changeCalculation.execute(caller, id, calculation);
    return this.readAudiences.one(caller.organisationId, id);
  }
}
