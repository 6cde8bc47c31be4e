import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { adoptNames } from './domain/adopt-names';
import type { NamedUid } from './domain/name';
import type { LandedState } from './domain/registry-counter';
import { LandedRegistryRepository } from './landed-registry.repository';
import {
  advanceCounter,
  insertNames,
  loadNames,
  lockCounter,
  moveNames,
  raiseCounter,
  recordMerges,
} from './registry.statements';

/** Brings a registry that was restored to an earlier point up to what was landed since. */
@Injectable()
export class RegistryRecovery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly landed: LandedRegistryRepository,
  ) {}

  /**
   * The counter moves last: until every name is back, each allocation finds the registry behind. Safe to repeat, and for
   * several importers at once.
   * @returns the number of registry changes.
   */
  async recover(organisation: string, landed: LandedState): Promise<number> {
    for await (const names of this.landed.names(organisation, landed.uid))
      await this.adopt(organisation, names);
    return this.dataSource.transaction(async (manager) => {
      await lockCounter(manager, organisation);
      await raiseCounter(manager, organisation, { nextUid: landed.uid + 1, changes: landed.changes });
      return advanceCounter(manager, organisation, 0);
    });
  }

  private adopt(organisation: string, names: readonly NamedUid[]): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      await lockCounter(manager, organisation);
      const known = await loadNames(manager, organisation, names);
      const { created, moved, merges } = adoptNames(names, known);
      await insertNames(manager, organisation, created);
      await moveNames(manager, organisation, moved);
      await recordMerges(manager, organisation, merges);
    });
  }
}
