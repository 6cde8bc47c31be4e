import { Injectable } from '@nestjs/common';
import { FairGate } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { Profile } from '../domain/profile-row';
import { assignProfiles, type Assignment, type Claim, reserveUids } from './domain/assign-uids';
import type { Name, NamedUid } from './domain/name';
import { namesOf } from './domain/profile-names';
import type { RegistryCounter } from './domain/registry-counter';
import { RegistryGuard } from './registry-guard';
import {
  advanceCounter,
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
 * first attempt has written. Such a transaction takes some thousand names and no more, and of one organisation a process has one
 * at a time: whoever waits for a counter that is locked elsewhere holds one connection of the pool, and others go on.
 */
@Injectable()
export class IdentityRegistry {
  private readonly allocations = new FairGate(Infinity, 1);

  constructor(
    private readonly dataSource: DataSource,
    private readonly guard: RegistryGuard,
  ) {}

  /**
   * The uids of names; those without one get one, under which events wait until a profile makes the user known.
   * @param names some ten thousand at most.
   */
  reserve(organisation: string, names: readonly Name[]): Promise<Reservation> {
    return this.guard.watch(organisation, async () => {
      // Read first: a merge that commits later has a greater number and is followed after the landing.
      const mergeMark = await mergeCount(this.dataSource.manager, organisation);
      const known = await loadNames(this.dataSource.manager, organisation, names);
      const missing = reserveUids(names, { names: known, owned: new Set(), nextUid: 1 });
      if (missing.length === 0) return { names: [...known.values()], mergeMark };

      const created = await this.allocate(organisation, async (manager, { nextUid }) => {
        const others = await loadNames(manager, organisation, missing);
        others.forEach((name, key) => known.set(key, name));
        const fresh = reserveUids(missing, { names: others, owned: new Set(), nextUid });
        await insertNames(manager, organisation, fresh);
        return { result: fresh, allocated: fresh.length };
      });
      return { names: [...known.values(), ...created], mergeMark };
    });
  }

  /**
   * The uids of profiles, in their order. Policy for names that belong to others: see `assignProfiles`.
   * @param profiles some thousand at most.
   */
  claim(organisation: string, profiles: readonly Profile[]): Promise<readonly Claim[]> {
    return this.guard.watch(organisation, async () => {
      const names = profiles.flatMap(namesOf);
      const unlocked = await this.assign(this.dataSource.manager, organisation, profiles, names, 1);
      if (isUnchanged(unlocked)) return unlocked.claims;

      return this.allocate(organisation, async (manager, { nextUid }) => {
        const assignment = await this.assign(manager, organisation, profiles, names, nextUid);
        await insertNames(manager, organisation, assignment.created);
        await moveNames(manager, organisation, assignment.moved);
        await recordMerges(manager, organisation, assignment.merges);
        return { result: assignment.claims, allocated: assignment.nextUid - nextUid };
      });
    });
  }

  /** What `claim` would answer, uids of new users aside; nothing is claimed. */
  preview(organisation: string, profiles: readonly Profile[]): Promise<readonly Claim[]> {
    return this.guard.watch(organisation, async () => {
      const names = profiles.flatMap(namesOf);
      const { claims } = await this.assign(this.dataSource.manager, organisation, profiles, names, 1);
      return claims;
    });
  }

  /** Runs work under the lock of the organisation's counter, and moves the counter on by what it has handed out. */
  private allocate<Result>(
    organisation: string,
    work: (
      manager: EntityManager,
      counter: RegistryCounter,
    ) => Promise<{ readonly result: Result; readonly allocated: number }>,
  ): Promise<Result> {
    return this.allocations.run(organisation, () =>
      this.guard.allocate(organisation, (assertCurrent) =>
        this.dataSource.transaction(async (manager) => {
          const counter = await lockCounter(manager, organisation);
          assertCurrent(counter);
          const { result, allocated } = await work(manager, counter);
          return { result, changes: await advanceCounter(manager, organisation, allocated) };
        }),
      ),
    );
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
