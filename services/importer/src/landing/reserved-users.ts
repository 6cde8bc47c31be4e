import { Injectable } from '@nestjs/common';
import { IdentityRegistry } from '../registry/identity-registry.repository';
import type { Attempt, ResolvedUsers } from './file-landing.port';
import { StagingRepository } from './staging.repository';

/** Gives the users that staged events and tags name their uids; those nobody knows yet get a reserved one. */
@Injectable()
export class ReservedUsers {
  constructor(
    private readonly staging: StagingRepository,
    private readonly registry: IdentityRegistry,
  ) {}

  async resolve(table: 'staged_behaviors' | 'staged_tags', attempt: Attempt): Promise<ResolvedUsers> {
    let mergeMark: number | undefined;
    for await (const names of this.staging.namesOf(table, attempt.id)) {
      const reservation = await this.registry.reserve(attempt.organisation, names);
      // The oldest mark: a merge between two pages concerns the first of them.
      mergeMark ??= reservation.mergeMark;
      await this.staging.addNames(attempt.id, reservation.names);
    }
    return { mergeMark: mergeMark ?? 0 };
  }
}
