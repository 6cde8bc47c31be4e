import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_SCHEDULE, topics, type RegisteredOrganisation } from '@muster/contracts';
import { createEvent, Outbox, SERVICE_CONFIG } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessTokensRepository } from '../authentication/access-tokens.repository';
import { hashToken, newToken } from '../authentication/tokens';
import type { AudienceApiConfig } from '../config';
import { SERVICE } from '../database/schema';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import { canonicalTimeZone } from './domain/time-zone';
import { refusedBody } from '../http/request-body.pipe';
import { EngineTimeZones } from './engine-time-zones';
import { OrganisationEntity } from './organisation.entity';
import type { RegisterOrganisationDto } from './register-organisation.dto';

const UNKNOWN_ZONE = {
  code: 'organisation.time-zone-unknown',
  pointer: '/timeZone',
  message: 'must be a time zone that ClickHouse knows; this one is newer than its table of zones',
};

/**
 * Registers an organisation and gives it a token. A repeated request (same Idempotency-Key) finds the same organisation and gets
 * a further token, because the first one, which may have been lost on its way, cannot be told again.
 */
@Injectable()
export class RegisterOrganisation {
  constructor(
    private readonly database: DataSource,
    private readonly requests: IdempotentRequests,
    private readonly tokens: AccessTokensRepository,
    private readonly outbox: Outbox,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
    private readonly engineZones: EngineTimeZones,
  ) {}

  /** @throws ProblemError 400 `organisation.time-zone-unknown` for a zone that the engine does not know. */
  async execute(dto: RegisterOrganisationDto, request: IdempotentRequest): Promise<RegisteredOrganisation> {
    const zone = canonicalTimeZone(dto.timeZone);
    if (zone === undefined || !(await this.engineZones.knows(zone))) throw refusedBody([UNKNOWN_ZONE]);
    const { id } = await this.requests.once('administrator', request, (manager) =>
      this.register(manager, dto, zone),
    );
    const token = newToken();
    await this.tokens.add(this.database.manager, hashToken(token), id);
    const { name, timeZone } = await this.database.getRepository(OrganisationEntity).findOneByOrFail({ id });
    return { id, name, timeZone, token };
  }

  private async register(
    manager: EntityManager,
    dto: RegisterOrganisationDto,
    timeZone: string,
  ): Promise<{ id: string }> {
    const id = randomUUID();
    const name = dto.name.trim();
    const dailyHour = dto.dailyHour ?? DEFAULT_SCHEDULE.dailyHour;
    const missedDays = dto.missedDays ?? DEFAULT_SCHEDULE.missedDays;
    const onStaleInput = dto.onStaleInput ?? DEFAULT_SCHEDULE.onStaleInput;
    const retentionDays = this.config.RETENTION_RESULT_DAYS;
    await manager.getRepository(OrganisationEntity).insert({
      ...{ id, name, timeZone, dailyHour, missedDays, onStaleInput, retentionDays },
      createdAt: new Date(),
    });
    const event = createEvent(topics.organisation, {
      type: 'audience.organisation.registered.v1',
      service: SERVICE,
      organisationId: id,
      subject: id,
      key: id,
      identity: [id],
      data: { organisationId: id, name, timeZone },
    });
    await this.outbox.add(manager, topics.organisation, [event]);
    return { id };
  }
}
