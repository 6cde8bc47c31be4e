import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { RunsModule } from '../runs/runs.module';
import { HistoryStoreModule } from '../history/history-store.module';
import { ListMembers } from './list-members.use-case';
import { MemberDetails } from './member-details';
import { MembersController } from './members.controller';
import { MembersReader } from './members.reader';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, CatalogueModule, HistoryStoreModule, RunsModule],
  controllers: [MembersController],
  providers: [ListMembers, MemberDetails, MembersReader],
  exports: [MemberDetails],
})
export class MembersModule {}
