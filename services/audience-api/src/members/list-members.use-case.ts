import { Injectable } from '@nestjs/common';
import type { MemberPage } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { notFound } from '../http/not-found';
import { limitOf } from '../http/parameters';
import { Results } from '../history/results';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { decodeCursor, encodeCursor, type MemberCursor } from './domain/member-cursor';
import { pageShards } from './domain/page-shards';
import { MemberDetails } from './member-details';
import type { MembersParameters } from './members-parameters';
import { MembersReader } from './members.reader';

/** Shows the members of the published result or a past one, page by page. A cursor holds on to its run while newer ones are published. */
@Injectable()
export class ListMembers {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly results: Results,
    private readonly reader: MembersReader,
    private readonly details: MemberDetails,
  ) {}

  /**
   * @throws ProblemError 404 `audience.not-found`, `run.not-found`; 409 `audience.no-result`, `run.no-result`; 410 `run.retired`;
   *   400 `request.invalid-cursor`, `request.invalid-parameter`
   */
  async execute(
    organisationId: string,
    audienceId: string,
    parameters: MembersParameters,
  ): Promise<MemberPage> {
    if (parameters.run !== undefined && parameters.date !== undefined) {
      throw new ProblemError(
        400,
        'request.invalid-parameter',
        'run and date: only one of them says which result',
      );
    }
    const cursor = readCursor(parameters.cursor);
    const run = await this.results.require(await this.run(organisationId, audienceId, parameters, cursor));
    const limit = limitOf(parameters);
    const after = cursor?.after ?? 0;
    const snapshotIds = await this.runs.snapshotIds(run.id);
    const result = { organisationId, audienceId, snapshotIds };
    // One more than the page tells whether there is a next one.
    const found = await this.reader.uids(
      result,
      pageShards(run.shards ?? [], after, limit + 1),
      after,
      limit + 1,
    );
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      runId: run.id,
      runSeq: run.runSeq,
      count: run.count ?? 0,
      members: await this.details.of(organisationId, shown),
      nextCursor: last === undefined ? null : encodeCursor({ run: run.id, after: last }),
    };
  }

  private async run(
    organisationId: string,
    audienceId: string,
    { run: named, date }: MembersParameters,
    cursor: MemberCursor | undefined,
  ): Promise<RunEntity> {
    const audience = await this.audiences.find(organisationId, audienceId);
    if (!audience) throw notFound('audience');
    if (cursor) {
      const run = await this.runs.find(organisationId, cursor.run);
      const isOther =
        run?.audienceId !== audienceId || (named !== undefined && run.id !== named.toLowerCase());
      if (isOther || run.state !== 'completed') throw invalidCursor();
      return run;
    }
    if (named !== undefined) {
      const run = await this.runs.find(organisationId, named);
      if (run?.audienceId !== audienceId) throw notFound('run');
      return run;
    }
    const run =
      date === undefined
        ? audience.publishedRunId && (await this.runs.find(organisationId, audience.publishedRunId))
        : await this.runs.resultOn(organisationId, audienceId, date);
    if (!run) throw noResult(date);
    return run;
  }
}

function noResult(date: string | undefined): ProblemError {
  const until = date === undefined ? 'yet' : `up to ${date}`;
  return new ProblemError(409, 'audience.no-result', `no run of this audience has been published ${until}`);
}

function readCursor(text: string | undefined): MemberCursor | undefined {
  if (text === undefined) return undefined;
  const cursor = decodeCursor(text);
  if (!cursor) throw invalidCursor();
  return cursor;
}

function invalidCursor(): ProblemError {
  const message = 'cursor: take it from nextCursor of a page of this audience';
  return new ProblemError(400, 'request.invalid-cursor', message);
}
