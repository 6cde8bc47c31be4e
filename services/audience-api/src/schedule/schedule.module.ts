import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AudiencesModule } from '../audiences/audiences.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CalculationController } from './calculation.controller';
import { ChangeCalculation } from './change-calculation.use-case';
import { ScheduleStoreModule } from './schedule-store.module';

@Module({
  imports: [AudienceStoreModule, AudiencesModule, AuthenticationModule, ScheduleStoreModule],
  controllers: [CalculationController],
  providers: [ChangeCalculation],
})
export class ScheduleModule {}
