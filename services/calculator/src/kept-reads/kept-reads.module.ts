import { Module } from '@nestjs/common';
import { EventRollups } from './rollups/event-rollups';
import { EventRollupsRepository } from './rollups/event-rollups.repository';
import { KeptReads } from './kept-reads';
import { KeptReadsMetrics } from './kept-reads.metrics';
import { KeptRepository } from './kept.repository';
import { LeafCache } from './leaf-cache';
import { OrderedValues } from './ordered-values';
import { ReadKeeper } from './read-keeper';

@Module({
  providers: [
    EventRollups,
    EventRollupsRepository,
    KeptReads,
    KeptReadsMetrics,
    KeptRepository,
    LeafCache,
    OrderedValues,
    ReadKeeper,
  ],
  exports: [KeptReads],
})
export class KeptReadsModule {}
