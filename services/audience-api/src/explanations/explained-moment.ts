import { Injectable } from '@nestjs/common';
import {
  audienceReferences,
  sliceCatalogue,
  type Catalogue,
  type ExplainedInput,
  type Rule,
} from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { DataSource } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import type { DefinitionVersionEntity } from '../audiences/definition-version.entity';
import type { Caller } from '../authentication/caller';
import { CatalogueRepository } from '../catalogue/catalogue.repository';
import { notFound } from '../http/not-found';
import { presentTime } from '../runs/as-of-problem';
import { pinInputs, type PinnedInput } from '../runs/domain/pin-inputs';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';

/** A rule at a moment, with everything that it reads then. */
export interface ExplainedMoment {
  /** Undefined when the audience has no published result and no run was named. */
  readonly run: RunEntity | undefined;
  readonly asOf: string;
  readonly businessDate: string;
  readonly definitionVersion: number;
  readonly rule: Rule;
  /** The part of the catalogue that the rule names. */
  readonly catalogue: Catalogue;
  readonly inputs: ExplainedInput[];
  /** The snapshots of the run's published result; empty when it has none, or keeps none any more. */
  readonly snapshotIds: string[];
  /** How many members that result has. */
  readonly members: number;
}

/** Finds what a question about an audience is about: a run of it, the published one, or now. */
@Injectable()
export class ExplainedMoments {
  constructor(
    private readonly database: DataSource,
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly catalogues: CatalogueRepository,
  ) {}

  /**
   * @param runId undefined for the published result, or now when there is none.
   * @throws ProblemError 404 `run.not-found`; 409 `run.input-missing` when the rule names an audience without a result.
   */
  async find(caller: Caller, audience: AudienceEntity, runId: string | undefined): Promise<ExplainedMoment> {
    const run = await this.findRun(audience, runId ?? audience.publishedRunId ?? undefined);
    const { asOf, businessDate } = run ?? presentTime(caller.timeZone);
    const definition = await this.definition(audience, run?.definitionVersion ?? audience.definitionVersion);
    const catalogue = await this.catalogues.get(caller.organisationId);
    return {
      run,
      asOf,
      businessDate,
      definitionVersion: definition.version,
      rule: definition.rule,
      catalogue: sliceCatalogue(catalogue, definition.rule),
      inputs: await this.inputs(audience.organisationId, definition, businessDate, run),
      members: run?.count ?? 0,
      snapshotIds: run?.state === 'completed' ? await this.keptSnapshots(run.id) : [],
    };
  }

  private async keptSnapshots(runId: string): Promise<string[]> {
    return (await this.runs.retired([runId])).size > 0 ? [] : this.runs.snapshotIds(runId);
  }

  private async findRun(audience: AudienceEntity, runId: string | undefined): Promise<RunEntity | undefined> {
    if (runId === undefined) return undefined;
    const run = await this.runs.find(audience.organisationId, runId);
    if (run?.audienceId !== audience.id) throw notFound('run');
    return run;
  }

  private async definition(audience: AudienceEntity, version: number): Promise<DefinitionVersionEntity> {
    const definition = await this.audiences.definition(this.database.manager, audience.id, version);
    if (!definition) throw new Error(`audience ${audience.id} has no version ${String(version)}`);
    return definition;
  }

  /** The results that the run has read; for a run that has read none yet, and for now, those that it would read. */
  private async inputs(
    organisationId: string,
    { rule, plan }: DefinitionVersionEntity,
    businessDate: string,
    run: RunEntity | undefined,
  ): Promise<ExplainedInput[]> {
    const references = audienceReferences(rule);
    if (references.length === 0) return [];
    if (run && plan && run.inputs.length > 0) {
      const at = new Map(plan.inputs.map((input) => [input.parameter, input.at]));
      return this.described(
        run.inputs.map((input) => ({ ...input, at: at.get(input.parameter) ?? 'latest' })),
      );
    }
    const wanted = references.map(({ audienceId, at }) => ({ parameter: at, audienceId, at }));
    const pinning = await pinInputs(wanted, businessDate, (audienceId, date) =>
      this.runs.publishedResult(this.database.manager, organisationId, audienceId, date),
    );
    if ('failure' in pinning) throw new ProblemError(409, pinning.failure.code, pinning.failure.message);
    return this.described(pinning.inputs.map((input) => ({ ...input, at: input.parameter })));
  }

  private async described(
    pinned: readonly (PinnedInput & { readonly at: string })[],
  ): Promise<ExplainedInput[]> {
    const runs = await this.runs.byIds(pinned.map(({ runId }) => runId));
    return pinned.flatMap(({ audienceId, at, runId, snapshotIds }) => {
      const run = runs.find(({ id }) => id === runId);
      if (!run) return [];
      const { businessDate, count } = run;
      return { audienceId, at, runId, businessDate, snapshotIds: [...snapshotIds], count: count ?? 0 };
    });
  }
}
