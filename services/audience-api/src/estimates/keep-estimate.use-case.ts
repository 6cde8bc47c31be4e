import { Injectable } from '@nestjs/common';
import type { TopicEvent, Topics } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed';
import type { EstimateOutcome } from './estimate.entity';
import { EstimatesRepository } from './estimates.repository';

export type EstimateEvent = TopicEvent<Topics['estimate']>;

/** Keeps what compilers and calculators answer, for the request that waits. */
@Injectable()
export class KeepEstimate {
  constructor(
    private readonly estimates: EstimatesRepository,
    private readonly changes: ChangeFeed,
  ) {}

  async execute(manager: EntityManager, event: EstimateEvent): Promise<void> {
    const outcome = outcomeOf(event);
    if (!outcome) return;
    const { organisationId, estimateId: id } = event.data;
    if (await this.estimates.keep(manager, { organisationId, id }, outcome)) {
      await this.changes.announce(manager, id);
    }
  }
}

function outcomeOf(event: EstimateEvent): EstimateOutcome | undefined {
  switch (event.type) {
    case 'audience.estimate.requested.v1':
    case 'audience.estimate.compiled.v1':
      return undefined;
    case 'audience.estimate.completed.v1': {
      const { count, conditions, engineMs, rowsToRead } = event.data;
      return { kind: 'completed', count, conditions, engineMs, rowsToRead };
    }
    case 'audience.estimate.rejected.v1':
      return { kind: 'rejected', diagnostics: event.data.diagnostics };
    case 'audience.estimate.failed.v1':
      return { kind: 'failed', failure: { code: event.data.code, message: event.data.message } };
    case 'audience.estimate.cancelled.v1':
      return { kind: 'cancelled' };
  }
}
