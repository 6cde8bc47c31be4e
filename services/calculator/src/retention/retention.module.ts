import { Module } from '@nestjs/common';
import { RetentionConsumer } from './retention.consumer';
import { RetentionSchedule } from './retention-schedule';
import { RetiredSnapshotsRepository } from './retired-snapshots.repository';
import { SnapshotPartitionsRepository } from './snapshot-partitions.repository';
import { SweepSnapshots } from './sweep-snapshots.use-case';

@Module({
  controllers: [RetentionConsumer],
  providers: [RetentionSchedule, RetiredSnapshotsRepository, SnapshotPartitionsRepository, SweepSnapshots],
})
export class RetentionModule {}
