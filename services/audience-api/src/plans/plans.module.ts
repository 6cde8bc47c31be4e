import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { RunsModule } from '../runs/runs.module';
import { KeepCompilation } from './keep-compilation.use-case';
import { PlanConsumer } from './plan.consumer';

@Module({
  imports: [AudienceStoreModule, RunsModule],
  controllers: [PlanConsumer],
  providers: [KeepCompilation],
})
export class PlansModule {}
