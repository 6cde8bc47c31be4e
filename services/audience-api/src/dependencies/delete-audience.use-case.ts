import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { createEvent, Outbox, ProblemError } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { SERVICE } from '../database/schema';
import { notFound } from '../http/not-found';
import { RunEndings } from '../runs/run-endings';
import { RunsRepository } from '../runs/runs.repository';
import { AudienceReferencesRepository } from './audience-references.repository';
import { distancesFrom } from './domain/audience-graph';

/** Deletes audiences. What others use is deleted with its users or not at all: no rule names an audience that is not there. */
@Injectable()
export class DeleteAudience {
  constructor(
    private readonly database: DataSource,
    private readonly audiences: AudiencesRepository,
    private readonly references: AudienceReferencesRepository,
    private readonly runs: RunsRepository,
    private readonly endings: RunEndings,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param cascade whether those that use the audience, directly or by way of others, are deleted too.
   * @returns the ids of the deleted audiences, each before those that it used.
   * @throws ProblemError 404 `audience.not-found`; 409 `audience.in-use` with the list of those that use it.
   */
  async execute(organisationId: string, id: string, cascade: boolean): Promise<string[]> {
    return this.database.transaction(async (manager) => {
      // Audiences are locked before the references, by everybody, and in the order of their ids where they are many.
      const expected = cascade ? await this.usersOf(manager, organisationId, id) : [];
      const locked = await this.lockAll(manager, organisationId, [id, ...expected]);
      if (!locked.has(id)) throw notFound('audience');
      await this.references.lock(manager, organisationId);
      const users = await this.usersOf(manager, organisationId, id);
      const doomed = [...users.toReversed(), id].map((doomedId) => locked.get(doomedId));
      if (!doomed.every((audience) => audience !== undefined)) {
        throw await this.inUse(manager, organisationId, users);
      }
      for (const audience of doomed) await this.delete(manager, audience);
      return doomed.map((audience) => audience.id);
    });
  }

  /** Those that use an audience, the nearest first. */
  private async usersOf(manager: EntityManager, organisationId: string, id: string): Promise<string[]> {
    const references = await this.references.reachable(manager, organisationId, [id], 'usedBy');
    return [...distancesFrom(id, references, 'usedBy').keys()];
  }

  private async lockAll(
    manager: EntityManager,
    organisationId: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, AudienceEntity>> {
    const locked = new Map<string, AudienceEntity>();
    for (const id of ids.toSorted()) {
      const audience = await this.audiences.lock(manager, organisationId, id);
      if (audience) locked.set(id, audience);
    }
    return locked;
  }

  private async delete(manager: EntityManager, audience: AudienceEntity): Promise<void> {
    const { id: audienceId, organisationId, definitionVersion } = audience;
    for (const run of await this.runs.unfinished(manager, audienceId))
      await this.endings.cancel(manager, run);
    await this.audiences.update(manager, { id: audienceId, deletedAt: new Date() });
    const event = createEvent(topics.definition, {
      type: 'audience.definition.deleted.v1',
      service: SERVICE,
      organisationId,
      subject: audienceId,
      key: audienceId,
      identity: [audienceId],
      data: { organisationId, audienceId, definitionVersion },
    });
    await this.outbox.add(manager, topics.definition, [event]);
  }

  /** Also the answer to a cascade while somebody made another user of the audience: repeated, it deletes that one too. */
  private async inUse(
    manager: EntityManager,
    organisationId: string,
    userIds: readonly string[],
  ): Promise<ProblemError> {
    const users = await this.audiences.byIds(organisationId, userIds, manager);
    const named = userIds.flatMap((id) => users.find((user) => user.id === id) ?? []);
    const problems = named.map(({ id, name }) => ({
      code: 'audience.in-use',
      pointer: '',
      message: `${JSON.stringify(name)} (${id}) uses it`,
    }));
    const message = `${String(named.length)} audiences use this one; delete them first, or all with cascade=true`;
    return new ProblemError(409, 'audience.in-use', message, problems);
  }
}
