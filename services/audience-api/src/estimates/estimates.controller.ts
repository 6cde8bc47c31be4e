import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import type { EstimateResource } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { presentEstimate } from './estimate.presenter';
import { EstimateRule } from './estimate-rule.use-case';
import { SoundEstimates } from './sound-estimate';

@Controller('v1/audiences/estimate')
@UseGuards(OrganisationGuard)
export class EstimatesController {
  constructor(
    private readonly soundEstimates: SoundEstimates,
    private readonly estimateRule: EstimateRule,
  ) {}

  @Post()
  @HttpCode(200)
  async estimate(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<EstimateResource> {
    const sound = await this.soundEstimates.check(caller, body);
    return presentEstimate(await this.estimateRule.execute(caller, sound), sound.time);
  }
}
