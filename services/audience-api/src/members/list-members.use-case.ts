import { Injectable } from '@nestjs/common';
import { findAttributeType, type Catalogue, type Member, type MemberPage } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { CatalogueRepository } from '../catalogue/catalogue.repository';
import { notFound } from '../http/not-found';
import { limitOf, type PageParameters } from '../http/parameters';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { attributeValue } from './domain/attribute-value';
import { decodeCursor, encodeCursor, type MemberCursor } from './domain/member-cursor';
import { pageShards } from './domain/page-shards';
import { MembersReader, type AttributeRow, type IdentityRow } from './members.reader';

/** Shows the members of the published result, page by page. A cursor holds on to its run while newer ones are published. */
@Injectable()
export class ListMembers {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly catalogues: CatalogueRepository,
    private readonly reader: MembersReader,
  ) {}

  /**
   * @throws ProblemError 404 `audience.not-found`, 409 `audience.no-result`, 400 `request.invalid-cursor`
   */
  async execute(organisationId: string, audienceId: string, parameters: PageParameters): Promise<MemberPage> {
    const cursor = readCursor(parameters.cursor);
    const run = await this.run(organisationId, audienceId, cursor);
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
      members: await this.members(organisationId, shown),
      nextCursor: last === undefined ? null : encodeCursor({ run: run.id, after: last }),
    };
  }

  private async run(
    organisationId: string,
    audienceId: string,
    cursor: MemberCursor | undefined,
  ): Promise<RunEntity> {
    const audience = await this.audiences.find(organisationId, audienceId);
    if (!audience) throw notFound('audience');
    const runId = cursor?.run ?? audience.publishedRunId;
    if (runId === null) {
      throw new ProblemError(409, 'audience.no-result', 'no run of this audience has been published yet');
    }
    const run = await this.runs.find(organisationId, runId);
    if (run?.audienceId !== audienceId || run.state !== 'completed') throw invalidCursor();
    return run;
  }

  private async members(organisationId: string, uids: readonly number[]): Promise<Member[]> {
    if (uids.length === 0) return [];
    const [users, identities, attributes, catalogue] = await Promise.all([
      this.reader.users(organisationId, uids),
      this.reader.identities(organisationId, uids),
      this.reader.attributes(organisationId, uids),
      this.catalogues.get(organisationId),
    ]);
    const entityIds = new Map(users.map(({ uid, entityId }) => [uid, entityId]));
    const identitiesOf = byUser(identities);
    const attributesOf = byUser(attributes);
    return uids.flatMap((uid) => {
      const entityId = entityIds.get(uid);
      // Erased since the run: there is nobody to show.
      if (entityId === undefined) return [];
      return presentMember(entityId, identitiesOf.get(uid) ?? [], attributesOf.get(uid) ?? [], catalogue);
    });
  }
}

function presentMember(
  entityId: string,
  identities: readonly IdentityRow[],
  attributes: readonly AttributeRow[],
  catalogue: Catalogue,
): Member {
  const idsOf = (type: string): string[] =>
    identities.filter(({ idType }) => idType === type).map(({ id }) => id);
  const values = attributes.flatMap((row) => {
    const value = attributeValue(row, findAttributeType(catalogue, row.attribute));
    return value === undefined ? [] : [[row.attribute, value] as const];
  });
  return {
    entityId,
    accountIds: idsOf('account'),
    deviceIds: idsOf('device'),
    attributes: Object.fromEntries(values),
  };
}

function byUser<Row extends { readonly uid: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.uid);
    if (group) group.push(row);
    else groups.set(row.uid, [row]);
  }
  return groups;
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
