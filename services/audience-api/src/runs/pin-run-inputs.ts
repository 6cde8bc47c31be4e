import { Injectable } from '@nestjs/common';
import type { Failure, Plan, StaleInput } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import { OrganisationSchedulesRepository } from '../organisations/organisation-schedules.repository';
import { waitsFor, withoutResult } from '../schedule/domain/wave';
import { WaveInputsRepository } from '../schedule/wave-inputs.repository';
import { pinInputs, type FindResult, type PinnedInput, type Pinning } from './domain/pin-inputs';
import type { RunEntity } from './run.entity';
import { RunsRepository } from './runs.repository';

export type RunInputs =
  | { readonly inputs: readonly PinnedInput[]; readonly staleInputs: readonly StaleInput[] }
  | { readonly waitsFor: readonly string[] }
  | { readonly failure: Failure };

/**
 * Finds the results that a run reads. A scheduled run reads none of a later day than its own, so that one that is caught up reads what
 * it would have read; and it waits for those of its own day that are still computed. A run of a changed rule waits for its baseline. Every
 * run waits for inputs that have no result yet and whose run is under way: audiences that use each other are created in one go.
 */
@Injectable()
export class PinRunInputs {
  constructor(
    private readonly runs: RunsRepository,
    private readonly waves: WaveInputsRepository,
    private readonly schedules: OrganisationSchedulesRepository,
  ) {}

  async execute(manager: EntityManager, run: RunEntity, { inputs }: Plan): Promise<RunInputs> {
    if (run.trigger !== 'scheduled') {
      if (run.trigger === 'definitionChanged' && (await this.runs.hasBaselineUnderWay(manager, run))) {
        return { waitsFor: [run.audienceId] };
      }
      const pinning = await pinInputs(inputs, run.businessDate, this.published(manager, run));
      return 'failure' in pinning ? this.missing(manager, run, pinning) : { ...pinning, staleInputs: [] };
    }
    // A date that the rule itself names is no matter of the run's day.
    const moving = inputs.filter(({ at }) => at === 'latest' || at === 'sameDay');
    const ids = moving.map(({ audienceId }) => audienceId);
    const wave = await this.waves.find(manager, run.organisationId, ids, run.businessDate);
    const awaited = waitsFor(wave);
    if (awaited.length > 0) return { waitsFor: awaited };
    return this.pin(manager, run, inputs, withoutResult(wave));
  }

  private async pin(
    manager: EntityManager,
    run: RunEntity,
    inputs: Plan['inputs'],
    without: ReadonlySet<string>,
  ): Promise<RunInputs> {
    const { businessDate } = run;
    const published = this.published(manager, run, businessDate);
    const pinning = await pinInputs(inputs, businessDate, async (audienceId, at) => {
      const result = await published(audienceId, at);
      return (
        result ??
        (without.has(audienceId) && at === businessDate ? published(audienceId, 'latest') : undefined)
      );
    });
    if ('failure' in pinning) return this.missing(manager, run, pinning);
    const suspects = pinning.inputs.filter(({ audienceId }) => without.has(audienceId));
    const staleInputs = await this.older(manager, suspects, businessDate);
    if (staleInputs.length > 0 && (await this.refuses(manager, run)))
      return { failure: inputStale(staleInputs) };
    return { ...pinning, staleInputs };
  }

  /** Waits when each of the results that are missing is being computed, and fails when one of them is not. */
  private async missing(
    manager: EntityManager,
    { organisationId }: RunEntity,
    { failure, missing }: Extract<Pinning, { failure: Failure }>,
  ): Promise<RunInputs> {
    const awaited = await this.runs.underWay(manager, organisationId, missing);
    const isHopeless = missing.some(({ audienceId }) => !awaited.has(audienceId));
    return isHopeless ? { failure } : { waitsFor: [...awaited] };
  }

  private published(manager: EntityManager, { organisationId }: RunEntity, notAfter?: string): FindResult {
    return (audienceId, at) => this.runs.publishedResult(manager, organisationId, audienceId, at, notAfter);
  }

  private async older(
    manager: EntityManager,
    inputs: readonly PinnedInput[],
    date: string,
  ): Promise<StaleInput[]> {
    if (inputs.length === 0) return [];
    const runs = await this.runs.byIds(
      inputs.map(({ runId }) => runId),
      manager,
    );
    return runs
      .filter(({ businessDate }) => businessDate < date)
      .map(({ audienceId, id, businessDate }) => ({ audienceId, runId: id, businessDate }));
  }

  private async refuses(manager: EntityManager, { organisationId }: RunEntity): Promise<boolean> {
    const { onStaleInput } = await this.schedules.get(manager, organisationId);
    return onStaleInput === 'fail';
  }
}

function inputStale(inputs: readonly StaleInput[]): Failure {
  const results = inputs.map(
    ({ audienceId, businessDate }) => `${audienceId} (its last one is of ${businessDate})`,
  );
  return {
    code: 'run.input-stale',
    message: `this day has brought no result of audience ${results.join(', ')}; the organisation wants no older ones used`,
  };
}
