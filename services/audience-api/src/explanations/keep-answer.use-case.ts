import { Injectable } from '@nestjs/common';
import type { TopicEvent, Topics } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed';
import type { ExplanationOutcome } from './explanation.entity';
import { ExplanationsRepository } from './explanations.repository';

export type ExplanationEvent = TopicEvent<Topics['explanation']>;

/** Keeps what compilers and calculators answer, for the request that waits. */
@Injectable()
export class KeepAnswer {
  constructor(
    private readonly explanations: ExplanationsRepository,
    private readonly changes: ChangeFeed,
  ) {}

  async execute(manager: EntityManager, event: ExplanationEvent): Promise<void> {
    const outcome = outcomeOf(event);
    if (!outcome) return;
    const { organisationId, explanationId } = event.data;
    await this.explanations.keep(manager, organisationId, explanationId, outcome);
    await this.changes.announce(manager, explanationId);
  }
}

function outcomeOf(event: ExplanationEvent): ExplanationOutcome | undefined {
  switch (event.type) {
    case 'audience.explanation.requested.v1':
    case 'audience.explanation.compiled.v1':
      return undefined;
    case 'audience.explanation.completed.v1': {
      const { entityId, findings, inSnapshot } = event.data;
      return { kind: 'completed', entityId, findings, inSnapshot };
    }
    case 'audience.explanation.rejected.v1':
      return { kind: 'rejected', diagnostics: event.data.diagnostics };
    case 'audience.explanation.failed.v1':
      return { kind: 'failed', failure: { code: event.data.code, message: event.data.message } };
  }
}
