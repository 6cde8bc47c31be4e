import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Profile } from '../domain/profile-row';
import { assignProfiles, type Assignment, type Claim, reserveUids } from './domain/assign-uids';
import type { Name, NamedUid } from './domain/name';
import {
  addToNextUid,
  insertNames,
  loadNames,
  loadOwned,
  lockCounter,
  mergeCount,
  moveNames,
  recordMerges,
} from './registry.statements';

export interface Reservation {
  /** Every name that was asked for, once. */
  readonly names: readonly NamedUid[];
  /** Merges that these answers already take into account. */
  readonly mergeMark: number;
}

/**
 * Who is who: hands out the dense uids of an organisation, each name's exactly once however many importers ask at the same time.
 *
 * Names that exist are read without a lock. Only when some are missing, the organisation's counter row is locked, the
 * names are read again, and the missing ones get the next numbers in the same transaction: no gaps, and a retry finds what the
 * first attempt has written.
 */
@Injectable()
export class IdentityRegistry {
  constructor(private readonly dataSource: DataSource) {}

  /** The uids of names; those without one get one, under which events wait until a profile makes the user known. */
  async reserve(organisation: string, names: readonly Name[]): Promise<Reservation> {
    // Read first: a merge that commits later has a greater number and is followed after the landing.
    const mergeMark = await mergeCount(this.dataSource.manager, organisation);
    const known = await loadNames(this.dataSource.manager, organisation, names);
    const missing = reserveUids(names, { names: known, owned: new Set(), nextUid: 1 });
    if (missing.length === 0) return { names: [...known.values()], mergeMark };

    const created = await this.dataSource.transaction(async (manager) => {
      const nextUid = await lockCounter(manager, organisation);
      const others = await loadNames(manager, organisation, missing);
      others.forEach((name, key) => known.set(key, name));
      const fresh = reserveUids(missing, { names: others, owned: new Set(), nextUid });
      await insertNames(manager, organisation, fresh);
      await addToNextUid(manager, organisation, fresh.length);
      return fresh;
    });
    return { names: [...known.values(), ...created], mergeMark };
  }

  /**
   * The uids of profiles, in their order, as part of the caller's transaction: rolled back, nothing has been claimed.
   * Policy for names that belong to others: see `assignProfiles`.
   */
  async claim(
    manager: EntityManager,
    organisation: string,
    profiles: readonly Profile[],
  ): Promise<readonly Claim[]> {
    const names = profiles.flatMap(namesOf);
    const unlocked = await this.assign(manager, organisation, profiles, names, 1);
    if (isUnchanged(unlocked)) return unlocked.claims;

    const nextUid = await lockCounter(manager, organisation);
    const assignment = await this.assign(manager, organisation, profiles, names, nextUid);
    await insertNames(manager, organisation, assignment.created);
    await moveNames(manager, organisation, assignment.moved);
    await recordMerges(manager, organisation, assignment.merges);
    await addToNextUid(manager, organisation, assignment.nextUid - nextUid);
    return assignment.claims;
  }

  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.dataSource.transaction(work);
  }

  private async assign(
    manager: EntityManager,
    organisation: string,
    profiles: readonly Profile[],
    names: readonly Name[],
    nextUid: number,
  ): Promise<Assignment> {
    const known = await loadNames(manager, organisation, names);
    const uids = [...new Set([...known.values()].map((name) => name.uid))];
    const owned = await loadOwned(manager, organisation, uids);
    return assignProfiles(profiles, { names: known, owned, nextUid });
  }
}

function isUnchanged({ created, moved }: Assignment): boolean {
  return created.length === 0 && moved.length === 0;
}

function namesOf(profile: Profile): readonly Name[] {
  return [
    { idType: 'entity', id: profile.entityId },
    ...profile.accountIds.map((id): Name => ({ idType: 'account', id })),
    ...profile.deviceIds.map((id): Name => ({ idType: 'device', id })),
  ];
}
