import { Module } from '@nestjs/common';
import { AudiencesModule } from '../audiences/audiences.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { ChangesModule } from '../changes/changes.module';
import { RunsModule } from '../runs/runs.module';
import { EstimateConsumer } from './estimate.consumer';
import { EstimateRule } from './estimate-rule.use-case';
import { EstimatesController } from './estimates.controller';
import { EstimatesRepository } from './estimates.repository';
import { KeepEstimate } from './keep-estimate.use-case';
import { SoundEstimates } from './sound-estimate';

@Module({
  imports: [AudiencesModule, AuthenticationModule, ChangesModule, RunsModule],
  controllers: [EstimatesController, EstimateConsumer],
  providers: [EstimateRule, EstimatesRepository, KeepEstimate, SoundEstimates],
})
export class EstimatesModule {}
