import { Injectable } from '@nestjs/common';
import { Log } from '@muster/platform';
import { DataSource } from 'typeorm';
import { isBehind, type LandedState, type RegistryCounter } from './domain/registry-counter';
import { LandedRegistryRepository } from './landed-registry.repository';
import { RegistryRecovery } from './registry-recovery';
import { readCounter } from './registry.statements';

/** Times that a registry is recovered before an allocation is given up: each is restored once more in between. */
const MAX_RECOVERIES = 3;

/** The registry was restored to a point before what has been landed. */
export class RegistryBehindError extends Error {}

/**
 * Keeps a registry that was restored to an earlier point (a backup, a replica that took over) from handing out again what it has
 * forgotten. ClickHouse remembers how many changes of the registry it has seen and which uids are in use: both are compared
 * when an organisation is first met, and again after every error, since a connection that breaks is all that a process notices of
 * a restored database. The changes are compared before every allocation, under the counter's lock, too.
 */
@Injectable()
export class RegistryGuard {
  /** By organisation. */
  private readonly verified = new Map<string, Promise<LandedState>>();
  /** Changes that are committed and of which ClickHouse does not know yet, by organisation. */
  private readonly unmarked = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly landed: LandedRegistryRepository,
    private readonly recovery: RegistryRecovery,
    private readonly log: Log,
  ) {}

  /** Runs work on an organisation's names after making sure that the registry is not behind; failures make it be looked at again. */
  async watch<Result>(organisation: string, work: () => Promise<Result>): Promise<Result> {
    try {
      await this.verify(organisation);
      return await work();
    } catch (error) {
      this.verified.clear();
      throw error;
    }
  }

  /**
   * Runs a transaction that may hand out uids, and once more after recovering the registry if it turns out to be behind.
   * @param work calls `assertCurrent` with the counter that it has locked; resolves to its result and the number of its change.
   */
  async allocate<Result>(
    organisation: string,
    work: (assertCurrent: (counter: RegistryCounter) => void) => Promise<Allocated<Result>>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const { uid } = await this.verify(organisation);
      const landed = { uid, changes: await this.landed.changes(organisation) };
      try {
        const { result, changes } = await work((counter) => {
          if (isBehind(counter, landed))
            throw new RegistryBehindError('the registry is behind what was landed');
        });
        this.committed(organisation, changes);
        return result;
      } catch (error) {
        this.verified.clear();
        if (!(error instanceof RegistryBehindError) || attempt === MAX_RECOVERIES) throw error;
      }
    }
  }

  /** Tells ClickHouse how far the registry is; must precede the names themselves. */
  async markBeforeProjecting(organisation: string): Promise<void> {
    const changes = this.unmarked.get(organisation);
    if (changes === undefined) return;
    await this.landed.mark(organisation, changes);
    if (this.unmarked.get(organisation) === changes) this.unmarked.delete(organisation);
  }

  private committed(organisation: string, changes: number): void {
    this.unmarked.set(organisation, Math.max(changes, this.unmarked.get(organisation) ?? 0));
  }

  private verify(organisation: string): Promise<LandedState> {
    const known = this.verified.get(organisation);
    if (known) return known;
    const verifying = this.compare(organisation);
    this.verified.set(organisation, verifying);
    return verifying;
  }

  private async compare(organisation: string): Promise<LandedState> {
    const landed: LandedState = {
      changes: await this.landed.changes(organisation),
      uid: await this.landed.greatestUid(organisation),
    };
    const counter = await readCounter(this.dataSource.manager, organisation);
    if (isBehind(counter, landed)) {
      this.log.warn('the registry was restored to an earlier point; it takes over what was landed since', {
        organisation,
        registry: counter,
        landed,
      });
      const changes = await this.recovery.recover(organisation, landed);
      this.committed(organisation, changes);
    } else if (counter.changes > landed.changes) {
      // Another process may have ended between its change and the mark.
      this.committed(organisation, counter.changes);
    }
    return landed;
  }
}

export interface Allocated<Result> {
  readonly result: Result;
  readonly changes: number;
}
