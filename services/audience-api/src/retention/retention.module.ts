import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { DueResultsRepository } from './due-results.repository';
import { ForgetRecords } from './forget-records.use-case';
import { OldRunsRepository } from './old-runs.repository';
import { RetentionController } from './retention.controller';
import { RetentionRepository } from './retention.repository';
import { RetentionSchedule } from './retention-schedule';
import { RetireOrphans } from './retire-orphans.use-case';
import { RetireResults } from './retire-results.use-case';
import { SweepParkedPayloads } from './sweep-parked-payloads.use-case';
import { SweepFiles } from './sweep-files.use-case';
import { UnreferencedSnapshotsRepository } from './unreferenced-snapshots.repository';
import { WrittenSnapshotsReader } from './written-snapshots.reader';

@Module({
  imports: [AuthenticationModule],
  controllers: [RetentionController],
  providers: [
    DueResultsRepository,
    ForgetRecords,
    OldRunsRepository,
    RetentionRepository,
    RetentionSchedule,
    RetireOrphans,
    RetireResults,
    SweepFiles,
    SweepParkedPayloads,
    UnreferencedSnapshotsRepository,
    WrittenSnapshotsReader,
  ],
})
export class RetentionModule {}
