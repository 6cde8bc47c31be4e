import { Module } from '@nestjs/common';
import { AccessTokensRepository } from './access-tokens.repository';
import { AdministratorGuard } from './administrator.guard';
import { OrganisationGuard } from './organisation.guard';

@Module({
  providers: [AccessTokensRepository, AdministratorGuard, OrganisationGuard],
  exports: [AccessTokensRepository, AdministratorGuard, OrganisationGuard],
})
export class AuthenticationModule {}
