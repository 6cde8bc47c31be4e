import { Injectable } from '@nestjs/common';
import { findAttributeType, type Catalogue, type Member } from '@muster/contracts';
import { CatalogueRepository } from '../catalogue/catalogue.repository';
import { attributeValue } from './domain/attribute-value';
import { MembersReader, type AttributeRow, type IdentityRow } from './members.reader';

/** What is known of users now. */
@Injectable()
export class MemberDetails {
  constructor(
    private readonly catalogues: CatalogueRepository,
    private readonly reader: MembersReader,
  ) {}

  /** In the order of the uids. Whoever has been erased is left out. */
  async of(organisationId: string, uids: readonly number[]): Promise<Member[]> {
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
