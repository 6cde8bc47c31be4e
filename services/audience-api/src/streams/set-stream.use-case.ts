import { Injectable } from '@nestjs/common';
import type { MembershipStream } from '@muster/contracts';
import { DataSource } from 'typeorm';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { notFound } from '../http/not-found';
import { NewEpoch } from './new-epoch';

/** Chooses how much of an audience's membership is streamed. */
@Injectable()
export class SetStream {
  constructor(
    private readonly database: DataSource,
    private readonly audiences: AudiencesRepository,
    private readonly newEpoch: NewEpoch,
  ) {}

  /**
   * Safe to repeat: what is set already does not begin anew.
   * @throws ProblemError 404 `audience.not-found`
   */
  async execute(organisationId: string, id: string, stream: MembershipStream): Promise<void> {
    await this.database.transaction(async (manager) => {
      const audience = await this.audiences.lock(manager, organisationId, id);
      if (!audience) throw notFound('audience');
      if (audience.stream === stream) return;
      if (stream === 'none') await this.audiences.update(manager, { id, stream });
      else await this.newEpoch.begin(manager, audience, stream, 'bootstrap');
    });
  }
}
