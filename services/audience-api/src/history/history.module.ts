import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { MembersModule } from '../members/members.module';
import { RunsModule } from '../runs/runs.module';
import { CompareRuns } from './compare-runs.use-case';
import { FindComparedRuns } from './compared-runs';
import { DifferenceReader } from './difference.reader';
import { HistoryController } from './history.controller';
import { HistoryStoreModule } from './history-store.module';
import { ListChangedMembers } from './list-changed-members.use-case';
import { ReadHistory } from './read-history.use-case';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, HistoryStoreModule, MembersModule, RunsModule],
  controllers: [HistoryController],
  providers: [CompareRuns, DifferenceReader, FindComparedRuns, ListChangedMembers, ReadHistory],
})
export class HistoryModule {}
