import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { RunsModule } from '../runs/runs.module';
import { ScheduleModule } from '../schedule/schedule.module';
import { CompletePiece } from './complete-piece.use-case';
import { NoteProgress } from './note-progress.use-case';
import { PublishRun } from './publish-run';
import { RecordFailure } from './record-failure.use-case';
import { RunConsumer } from './run.consumer';

@Module({
  imports: [AudienceStoreModule, RunsModule, ScheduleModule],
  controllers: [RunConsumer],
  providers: [CompletePiece, NoteProgress, PublishRun, RecordFailure],
})
export class PublicationModule {}
