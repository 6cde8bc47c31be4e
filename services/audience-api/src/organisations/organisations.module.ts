import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { OrganisationScheduleController } from './organisation-schedule.controller';
import { OrganisationStoreModule } from './organisation-store.module';
import { OrganisationsController } from './organisations.controller';
import { EngineTimeZones } from './engine-time-zones';
import { RegisterOrganisation } from './register-organisation.use-case';

@Module({
  imports: [AuthenticationModule, IdempotencyModule, OrganisationStoreModule],
  controllers: [OrganisationsController, OrganisationScheduleController],
  providers: [EngineTimeZones, RegisterOrganisation],
})
export class OrganisationsModule {}
