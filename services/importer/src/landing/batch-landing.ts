import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { BehaviorRow } from '../domain/behavior-row';
import { type DataScope, profileScopes, scopesOf } from '../domain/data-scope';
import type { ProfileRow } from '../domain/profile-row';
import type { RowProblem } from '../domain/row-problem';
import type { TagRow } from '../domain/tag-row';
import type { Claim } from '../registry/domain/assign-uids';
import { type Name, type NamedUid, nameKey } from '../registry/domain/name';
import { IdentityRegistry } from '../registry/identity-registry.repository';
import { DataGenerations } from './data-generations';
import { identityConflict } from './identity-conflict';
import { landingSettings } from './landing-settings';
import { MergedUsers } from './merged-users';

/** A checked row and its version: of two rows with one key the greater version stays, of equal ones the later row. */
export interface Versioned<Row> {
  readonly row: Row;
  readonly version: number;
}

/** Names that this process has projected and need not be projected again; forgotten all at once when they are too many. */
const MAX_REMEMBERED_NAMES = 200_000;

/**
 * Lands small batches, as topics bring them, without staging: a batch is in hand whole, and delivered again when it is not
 * acknowledged. Landing twice leaves what landing once does.
 */
@Injectable()
export class BatchLanding {
  private readonly projected = new Set<string>();

  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly registry: IdentityRegistry,
    private readonly merged: MergedUsers,
    private readonly generations: DataGenerations,
  ) {}

  async behaviors(organisation: string, rows: readonly Versioned<BehaviorRow>[]): Promise<void> {
    await this.landNamed(
      'events',
      organisation,
      rows,
      scopesOf(
        'event',
        rows.map(({ row }) => row.event),
      ),
    );
  }

  async tags(organisation: string, rows: readonly Versioned<TagRow>[]): Promise<void> {
    await this.landNamed(
      'tag_values',
      organisation,
      rows,
      scopesOf(
        'tag',
        rows.map(({ row }) => row.tag),
      ),
    );
  }

  /** Resolves to one problem, or undefined, per profile: those with a problem have not been landed. */
  async profiles(
    organisation: string,
    rows: readonly Versioned<ProfileRow>[],
  ): Promise<readonly (RowProblem | undefined)[]> {
    const claims = await this.registry.transaction((manager) =>
      this.registry.claim(
        manager,
        organisation,
        rows.map(({ row }) => row.profile),
      ),
    );
    const granted = rows.flatMap(({ row, version }, at) => {
      const claim = claims[at];
      return claim?.ok ? [{ ...row, version, uid: claim.uid, names: claim.names }] : [];
    });
    await this.project(
      organisation,
      granted.flatMap(({ names }) => names),
    );
    await this.merged.followPending(organisation);
    const attributes = granted.flatMap(({ attributes: own, uid, version }) =>
      own.map((attribute) => ({ organisation, uid, version, ...attribute })),
    );
    const users = granted.map(({ profile, uid, version }) => ({
      organisation,
      uid,
      entity_id: profile.entityId,
      version,
    }));
    const scopes = profileScopes(attributes.map(({ attribute }) => attribute));
    await this.generations.countAfter(organisation, scopes, async () => {
      await this.insert('user_attributes', attributes);
      // Last: a user becomes known when everything else is there.
      await this.insert('users', users);
    });
    return claims.map(problemOf);
  }

  private async landNamed(
    table: 'events' | 'tag_values',
    organisation: string,
    rows: readonly Versioned<BehaviorRow | TagRow>[],
    scopes: readonly DataScope[],
  ): Promise<void> {
    const names = rows.map(({ row }): Name => ({ idType: row.id_type, id: row.id }));
    const reservation = await this.registry.reserve(organisation, names);
    await this.project(organisation, reservation.names);
    const uids = new Map(reservation.names.map((name) => [nameKey(name), name.uid]));
    const landed = rows.map(({ row: { id_type, id, ...columns }, version }) => ({
      organisation,
      uid: uids.get(nameKey({ idType: id_type, id })),
      version,
      ...columns,
    }));
    await this.generations.countAfter(organisation, scopes, () => this.insert(table, landed));
    await this.merged.followSince(organisation, reservation.mergeMark);
  }

  private async project(organisation: string, names: readonly NamedUid[]): Promise<void> {
    const keyOf = (name: NamedUid) => `${organisation}:${name.version}:${nameKey(name)}`;
    const fresh = names.filter((name) => !this.projected.has(keyOf(name)));
    await this.insert(
      'identities',
      fresh.map(({ idType: id_type, id, uid, version }) => ({ organisation, id_type, id, uid, version })),
    );
    if (this.projected.size > MAX_REMEMBERED_NAMES) this.projected.clear();
    for (const name of fresh) this.projected.add(keyOf(name));
  }

  private async insert(
    table: 'events' | 'tag_values' | 'user_attributes' | 'users' | 'identities',
    rows: readonly object[],
  ): Promise<void> {
    if (rows.length > 0) await this.clickhouse.insert(table, rows, { settings: landingSettings });
  }
}

function problemOf(claim: Claim): RowProblem | undefined {
  return claim.ok ? undefined : identityConflict(claim.conflict);
}
