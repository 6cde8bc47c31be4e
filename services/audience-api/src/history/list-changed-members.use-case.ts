import { Injectable } from '@nestjs/common';
import type { ChangedMemberPage } from '@muster/contracts';
import { limitOf } from '../http/parameters';
import { readUidCursor, uidCursor } from './uid-cursor';
import { MemberDetails } from '../members/member-details';
import { FindComparedRuns } from './compared-runs';
import type { ChangedMembersParameters } from './difference-parameters';
import { DifferenceReader } from './difference.reader';
import { HistoryRepository } from './history.repository';

/** Shows who entered or left from one result to another, page by page. */
@Injectable()
export class ListChangedMembers {
  constructor(
    private readonly find: FindComparedRuns,
    private readonly history: HistoryRepository,
    private readonly reader: DifferenceReader,
    private readonly details: MemberDetails,
  ) {}

  /** @throws ProblemError see `FindComparedRuns`; 400 `request.invalid-cursor` */
  async execute(
    organisationId: string,
    id: string,
    parameters: ChangedMembersParameters,
  ): Promise<ChangedMemberPage> {
    const { since, change } = parameters;
    const after = readUidCursor(parameters.cursor);
    const { from, to } = await this.find.execute(organisationId, id, since);
    const snapshots = await this.history.snapshots([...new Set([from.id, to.id])]);
    const results = { organisationId, audienceId: to.audienceId, snapshots, from: from.id, to: to.id };
    const limit = limitOf(parameters);
    // One more than the page tells whether there is a next one.
    const found = await this.reader.uids(results, change, after, limit + 1);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      ...{ from: from.id, to: to.id, change },
      count: (await this.reader.counts(results, []))[change],
      members: await this.details.of(organisationId, shown),
      nextCursor: last === undefined ? null : uidCursor(last),
    };
  }
}
