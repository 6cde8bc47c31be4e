import { Injectable } from '@nestjs/common';
import type { Failure } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import { LockedRuns, type RunReference } from '../runs/locked-run';
import { RunEndings } from '../runs/run-endings';

/** A calculator has given a run up: it ends without a result, and the previous result stays. */
@Injectable()
export class RecordFailure {
  constructor(
    private readonly lockedRuns: LockedRuns,
    private readonly endings: RunEndings,
  ) {}

  async execute(
    manager: EntityManager,
    { code, message, ...reference }: RunReference & Failure,
  ): Promise<void> {
    const { run } = await this.lockedRuns.lock(manager, reference);
    await this.endings.recordFailure(manager, run, { code, message });
  }
}
