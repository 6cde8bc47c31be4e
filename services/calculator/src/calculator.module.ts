import { Module } from '@nestjs/common';
import { ShutdownDeadline } from '@muster/platform';
import { CalculatePiece } from './calculation/calculate-piece.use-case';
import { CalculationConsumer } from './calculation/calculation.consumer';
import { SnapshotRepository } from './snapshots/snapshot.repository';
import { SnapshotWriter } from './snapshots/snapshot-writer';

@Module({
  controllers: [CalculationConsumer],
  providers: [CalculatePiece, SnapshotWriter, SnapshotRepository, ShutdownDeadline],
})
export class CalculatorModule {}
