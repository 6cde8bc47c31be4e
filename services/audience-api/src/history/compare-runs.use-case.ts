import { Injectable } from '@nestjs/common';
import type { RunDifference, UsersByCause } from '@muster/contracts';
import { FindComparedRuns } from './compared-runs';
import { DifferenceReader } from './difference.reader';
import { definitionChanges } from './domain/definition-changes';
import { HistoryRepository } from './history.repository';
import { presentResult } from './past-result.presenter';

/** Counts who entered and left from one result to another, and how many of them because the rule was changed. */
@Injectable()
export class CompareRuns {
  constructor(
    private readonly find: FindComparedRuns,
    private readonly history: HistoryRepository,
    private readonly reader: DifferenceReader,
  ) {}

  /** @throws ProblemError see `FindComparedRuns` */
  async execute(organisationId: string, id: string, since: string): Promise<RunDifference> {
    const { from, to } = await this.find.execute(organisationId, id, since);
    const changes = definitionChanges(
      (await this.history.between(from, to)).map((run) => ({ ...run, runId: run.id })),
    );
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
}

function byCause(count: number, definition: number, either: number): UsersByCause {
  return { count, data: count - definition - either, definition, either };
}
