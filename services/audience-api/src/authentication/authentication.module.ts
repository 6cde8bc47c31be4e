import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module';
import { AccessTokensRepository } from './access-tokens.repository';
import { AdministratorGuard } from './administrator.guard';
import { OrganisationGuard } from './organisation.guard';

@Module({
  imports: [LimitsModule],
  providers: [AccessTokensRepository, AdministratorGuard, OrganisationGuard],
  exports: [AccessTokensRepository, AdministratorGuard, OrganisationGuard, LimitsModule],
})
export class AuthenticationModule {}
