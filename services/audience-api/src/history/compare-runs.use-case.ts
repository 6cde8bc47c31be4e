import { Injectable } from '@nestjs/common';
import type { RunDifference, UsersByCause } from '@muster/contracts';
import { FindComparedRuns } from './compared-runs';
import { DifferenceReader } from './difference.reader';
import { type DefinitionChange, definitionChanges } from './domain/definition-changes';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { HistoryRepository } from './history.repository';
import { presentResult } from './past-result.presenter';

/** Counts who entered and left from one result to another, and how many of them because the rule was changed. */
@Injectable()
export class CompareRuns {
  constructor(
    private readonly find: FindComparedRuns,
    private readonly history: HistoryRepository,
    private readonly runs: RunsRepository,
    private readonly reader: DifferenceReader,
  ) {}

  /** @throws ProblemError see `FindComparedRuns` */
  async execute(organisationId: string, id: string, since: string): Promise<RunDifference> {
    const { from, to } = await this.find.execute(organisationId, id, since);
    const changes = await this.definitionChanges(from, to);
    const compared = [from.id, to.id, ...changes.flatMap(({ before, after }) => [before, after])];
    const snapshots = await this.history.snapshots([...new Set(compared)]);
    const { audienceId } = to;
    const counts = await this.reader.counts(
      { organisationId, audienceId, snapshots, from: from.id, to: to.id },
      changes,
    );
    return {
      audienceId,
      from: presentResult(from),
      to: presentResult(to),
      entered: byCause(counts.entered, counts.enteredByDefinition, counts.enteredByEither),
      left: byCause(counts.left, counts.leftByDefinition, counts.leftByEither),
      stayed: counts.stayed,
    };
  }

  /** Among the results that are still kept; between others, data may have changed too. */
  private async definitionChanges(from: RunEntity, to: RunEntity): Promise<DefinitionChange[]> {
    const between = await this.history.between(from, to);
    const retired = await this.runs.retired(between.map(({ id }) => id));
    return definitionChanges(
      between
        .filter(({ id }) => !retired.has(id))
        .map(({ id: runId, definitionVersion, asOf }) => ({ runId, definitionVersion, asOf })),
    );
  }
}

function byCause(count: number, definition: number, either: number): UsersByCause {
  return { count, data: count - definition - either, definition, either };
}
