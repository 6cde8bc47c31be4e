import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { RunsModule } from '../runs/runs.module';
import { LivenessRepository } from './liveness.repository';
import { SweepRuns } from './sweep-runs.use-case';
import { SweepSchedule } from './sweep-schedule';

@Module({
  imports: [AudienceStoreModule, RunsModule],
  providers: [LivenessRepository, SweepRuns, SweepSchedule],
})
export class LivenessModule {}
