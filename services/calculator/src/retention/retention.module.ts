import { Module } from '@nestjs/common';
import { RetentionConsumer } from './retention.consumer';
import { RetentionSchedule } from './retention-schedule';
import { RetiredSnapshotsRepository } from './retired-snapshots.repository';
import { SnapshotPartitionsRepository } from './snapshot-partitions.repository';
import { StreamedFilesRepository } from './streamed-files.repository';
import { SweepMemberFiles } from './sweep-member-files.use-case';
import { SweepSnapshots } from './sweep-snapshots.use-case';

@Module({
  controllers: [RetentionConsumer],
  providers: [
    RetentionSchedule,
    RetiredSnapshotsRepository,
    SnapshotPartitionsRepository,
    StreamedFilesRepository,
    SweepMemberFiles,
    SweepSnapshots,
  ],
})
export class RetentionModule {}
