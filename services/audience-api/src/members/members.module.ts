import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { RunsModule } from '../runs/runs.module';
import { ListMembers } from './list-members.use-case';
import { MembersController } from './members.controller';
import { MembersReader } from './members.reader';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, CatalogueModule, RunsModule],
  controllers: [MembersController],
  providers: [ListMembers, MembersReader],
})
export class MembersModule {}
