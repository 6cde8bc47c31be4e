import { Module } from '@nestjs/common';
import { CalculatePiece } from './calculation/calculate-piece.use-case';
import { CalculationConsumer } from './calculation/calculation.consumer';
import { CancellationModule } from './cancellation/cancellation.module';
import { CountRepository } from './estimation/count.repository';
import { EstimateConsumer } from './estimation/estimate.consumer';
import { EstimateRule } from './estimation/estimate-rule.use-case';
import { ExplanationModule } from './explanation/explanation.module';
import { HeldBitmaps } from './held-bitmaps/held-bitmaps';
import { KeptBitmapsRepository } from './held-bitmaps/kept-bitmaps.repository';
import { KeptReadsModule } from './kept-reads/kept-reads.module';
import { LandedDataRepository } from './landed-data/landed-data.repository';
import { MembershipModule } from './membership/membership.module';
import { EngineGate } from './engine/engine-gate';
import { LargestTable } from './reading-budget/largest-table';
import { ReadBudget } from './reading-budget/read-budget';
import { RetentionModule } from './retention/retention.module';
import { LeadingRounds } from './rounds/leading-rounds';
import { InputGuard } from './snapshots/input-guard';
import { SpanPreparation } from './snapshots/span-preparation';
import { SnapshotRepository } from './snapshots/snapshot.repository';
import { SnapshotWriter } from './snapshots/snapshot-writer';

@Module({
  imports: [CancellationModule, ExplanationModule, KeptReadsModule, MembershipModule, RetentionModule],
  controllers: [CalculationConsumer, EstimateConsumer],
  providers: [
    CalculatePiece,
    CountRepository,
    EstimateRule,
    HeldBitmaps,
    InputGuard,
    KeptBitmapsRepository,
    LandedDataRepository,
    LeadingRounds,
    LargestTable,
    ReadBudget,
    EngineGate,
    SpanPreparation,
    SnapshotWriter,
    SnapshotRepository,
  ],
})
export class CalculatorModule {}
