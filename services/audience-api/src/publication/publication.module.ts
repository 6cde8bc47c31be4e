import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { ChangesModule } from '../changes/changes.module';
import { RunsModule } from '../runs/runs.module';
import { ScheduleModule } from '../schedule/schedule.module';
import { CompletePiece } from './complete-piece.use-case';
import { DecideRun } from './decide-run.use-case';
import { DecisionsController } from './decisions.controller';
import { MovementReader } from './movement.reader';
import { NoteProgress } from './note-progress.use-case';
import { PublishRun } from './publish-run';
import { RecordFailure } from './record-failure.use-case';
import { RunConsumer } from './run.consumer';
import { RunHolds } from './run-holds';
import { StagedResults } from './staged-results';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, ChangesModule, RunsModule, ScheduleModule],
  controllers: [DecisionsController, RunConsumer],
  providers: [
    CompletePiece,
    DecideRun,
    MovementReader,
    NoteProgress,
    PublishRun,
    RecordFailure,
    RunHolds,
    StagedResults,
  ],
})
export class PublicationModule {}
