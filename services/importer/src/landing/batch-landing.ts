import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { BehaviorRow } from '../domain/behavior-row';
import { profileScopes, scopesOf } from '../domain/data-scope';
import type { ProfileRow } from '../domain/profile-row';
import type { RowProblem } from '../domain/row-problem';
import type { TagRow } from '../domain/tag-row';
import type { Claim } from '../registry/domain/assign-uids';
import { type Name, type NamedUid, nameKey } from '../registry/domain/name';
import { IdentityRegistry } from '../registry/identity-registry.repository';
import { RegistryGuard } from '../registry/registry-guard';
import { ArrivingEvents } from './arriving-events';
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
 * Lands small batches, as topics bring them: a batch is in hand whole, and delivered again when it is not acknowledged. Landing twice leaves what landing once does.
 */
@Injectable()
export class BatchLanding {
  private readonly projected = new Set<string>();

  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly registry: IdentityRegistry,
    private readonly guard: RegistryGuard,
    private readonly merged: MergedUsers,
    private readonly generations: DataGenerations,
    private readonly arriving: ArrivingEvents,
  ) {}

  /** Events land once whatever their versions: of equal ones the first is kept. */
  async behaviors(organisation: string, rows: readonly { readonly row: BehaviorRow }[]): Promise<void> {
    const { uidOf, mergeMark } = await this.resolve(organisation, rows);
    const events = rows.map(({ row: { id_type, id, ...columns } }) => ({
      uid: uidOf({ idType: id_type, id }),
      ...columns,
    }));
    const scopes = scopesOf(
      'event',
      events.map(({ event }) => event),
    );
    await this.generations.countAfter(organisation, scopes, () => this.arriving.land(organisation, events));
    await this.merged.followSince(organisation, mergeMark);
  }

  async tags(organisation: string, rows: readonly Versioned<TagRow>[]): Promise<void> {
    const { uidOf, mergeMark } = await this.resolve(organisation, rows);
    const tags = rows.map(({ row: { id_type, id, ...columns }, version }) => ({
      organisation,
      uid: uidOf({ idType: id_type, id }),
      version,
      ...columns,
    }));
    const scopes = scopesOf(
      'tag',
      tags.map(({ tag }) => tag),
    );
    await this.generations.countAfter(organisation, scopes, () => this.insert('tag_values', tags));
    await this.merged.followSince(organisation, mergeMark);
  }

  /** Resolves to one problem, or undefined, per profile: those with a problem have not been landed. */
  async profiles(
    organisation: string,
    rows: readonly Versioned<ProfileRow>[],
  ): Promise<readonly (RowProblem | undefined)[]> {
    const claims = await this.registry.claim(
      organisation,
      rows.map(({ row }) => row.profile),
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

  /** Gives everybody whom the rows name a uid. */
  private async resolve(
    organisation: string,
    rows: readonly { readonly row: Pick<BehaviorRow | TagRow, 'id_type' | 'id'> }[],
  ): Promise<{ readonly uidOf: (name: Name) => number; readonly mergeMark: number }> {
    const names = rows.map(({ row }): Name => ({ idType: row.id_type, id: row.id }));
    const { names: resolved, mergeMark } = await this.registry.reserve(organisation, names);
    await this.project(organisation, resolved);
    const uids = new Map(resolved.map((name) => [nameKey(name), name.uid]));
    const uidOf = (name: Name): number => {
      const uid = uids.get(nameKey(name));
      if (uid === undefined) throw new Error('the registry has not answered for a name');
      return uid;
    };
    return { uidOf, mergeMark };
  }

  private async project(organisation: string, names: readonly NamedUid[]): Promise<void> {
    // With the uid: a registry that was restored can answer differently under the same version.
    const keyOf = (name: NamedUid) => `${organisation}:${name.version}:${name.uid}:${nameKey(name)}`;
    const fresh = names.filter((name) => !this.projected.has(keyOf(name)));
    if (fresh.length > 0) await this.guard.markBeforeProjecting(organisation);
    await this.insert(
      'identities',
      fresh.map(({ idType: id_type, id, uid, version }) => ({ organisation, id_type, id, uid, version })),
    );
    if (this.projected.size > MAX_REMEMBERED_NAMES) this.projected.clear();
    for (const name of fresh) this.projected.add(keyOf(name));
  }

  private async insert(
    table: 'tag_values' | 'user_attributes' | 'users' | 'identities',
    rows: readonly object[],
  ): Promise<void> {
    if (rows.length > 0) await this.clickhouse.insert(table, rows, { settings: landingSettings });
  }
}

function problemOf(claim: Claim): RowProblem | undefined {
  return claim.ok ? undefined : identityConflict(claim.conflict);
}
