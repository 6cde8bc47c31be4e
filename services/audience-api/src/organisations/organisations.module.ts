import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { OrganisationsController } from './organisations.controller';
import { RegisterOrganisation } from './register-organisation.use-case';

@Module({
  imports: [AuthenticationModule, IdempotencyModule],
  controllers: [OrganisationsController],
  providers: [RegisterOrganisation],
})
export class OrganisationsModule {}
