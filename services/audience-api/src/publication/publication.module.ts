import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { RunsModule } from '../runs/runs.module';
import { CompletePiece } from './complete-piece.use-case';
import { MovementReader } from './movement.reader';
import { NoteProgress } from './note-progress.use-case';
import { PublishRun } from './publish-run';
import { RecordFailure } from './record-failure.use-case';
import { RunConsumer } from './run.consumer';

@Module({
  imports: [AudienceStoreModule, RunsModule],
  controllers: [RunConsumer],
  providers: [CompletePiece, MovementReader, NoteProgress, PublishRun, RecordFailure],
})
export class PublicationModule {}
