import { Injectable } from '@nestjs/common';
import { Metrics } from '@muster/platform';
import type { Kept } from './kept';
import type { StageReads } from './stage-reads';

/** How often stages have been found kept: whether keeping pays. */
@Injectable()
export class KeptReadsMetrics {
  private readonly leaves;
  private readonly values;
  private readonly written;
  private readonly tooCostly;

  constructor(metrics: Metrics) {
    this.leaves = metrics.counter({
      name: 'muster_leaf_cache_reads_total',
      help: 'Conditions of executed plans whose users could have been in the leaf cache, by whether they were (hit) or not (miss)',
      labelNames: ['outcome'],
    });
    this.values = metrics.counter({
      name: 'muster_ordered_values_reads_total',
      help: 'Conditions not in the leaf cache whose values could have been in order, by whether they were (hit) or not (miss)',
      labelNames: ['outcome'],
    });
    this.written = metrics.counter({
      name: 'muster_reads_kept_total',
      help: 'Leaves and orders of values that have been written',
    });
    this.tooCostly = metrics.counter({
      name: 'muster_reads_too_costly_to_keep_total',
      help: 'Leaves and orders of values that the engine could not write within its limits',
    });
  }

  looked(reads: readonly StageReads[], { leaves, builds }: Kept): void {
    for (const { leafKey, valuesKey } of reads) {
      const isKeptLeaf = leafKey !== undefined && leaves.has(leafKey);
      if (leafKey !== undefined) this.leaves.inc({ outcome: isKeptLeaf ? 'hit' : 'miss' });
      if (isKeptLeaf || valuesKey === undefined) continue;
      this.values.inc({ outcome: builds.has(valuesKey) ? 'hit' : 'miss' });
    }
  }

  kept(count: number): void {
    this.written.inc(count);
  }

  gaveUp(count: number): void {
    this.tooCostly.inc(count);
  }
}
