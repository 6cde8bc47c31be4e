import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { topics, type MembershipStream } from '@muster/contracts';
import { createEvent, Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { newRow } from '../database/new-row';
import { SERVICE } from '../database/schema';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import type { RunTime } from '../runs/domain/as-of';
import { NewRuns } from '../runs/new-runs';
import { AudienceEntity } from './audience.entity';
import { AudiencesRepository } from './audiences.repository';
import { CreateAudienceDto } from './create-audience.dto';
import { DefinitionVersionEntity } from './definition-version.entity';
import { RuleChecker, type SoundRule } from './rule-checker';
import { checkRuleRequest } from './rule-request';

export interface CreatedIds {
  readonly audienceId: string;
  readonly runId: string;
}

interface SoundRequest {
  readonly name: string;
  readonly stream: MembershipStream;
  readonly rule: SoundRule;
  readonly time: RunTime;
}

/** Saves an audience, its first definition version and its first run; the events that tell of them leave with the commit. */
@Injectable()
export class CreateAudience {
  constructor(
    private readonly rules: RuleChecker,
    private readonly audiences: AudiencesRepository,
    private readonly newRuns: NewRuns,
    private readonly requests: IdempotentRequests,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param body any JSON.
   * @throws ProblemError 400 with everything that is wrong with the body, its rule included; nothing is written then.
   */
  async execute(caller: Caller, body: unknown, request: IdempotentRequest): Promise<CreatedIds> {
    const { dto, rule, time } = await checkRuleRequest(CreateAudienceDto, body, caller, this.rules);
    const sound = { name: dto.name.trim(), stream: dto.stream ?? 'none', rule, time };
    return this.requests.once(caller.organisationId, request, (manager) => this.save(manager, caller, sound));
  }

  private async save(manager: EntityManager, caller: Caller, request: SoundRequest): Promise<CreatedIds> {
    const audience = newAudience(caller.organisationId, request);
    const definition = newRow(DefinitionVersionEntity, {
      audienceId: audience.id,
      version: audience.definitionVersion,
      organisationId: audience.organisationId,
      rule: request.rule.rule,
      ruleHash: request.rule.hash,
      plan: null,
      diagnostics: null,
      createdAt: audience.createdAt,
    });
    await this.audiences.insert(manager, audience, definition);
    const created = definitionCreated(audience, caller.timeZone, request.rule);
    await this.outbox.add(manager, topics.definition, [created]);
    const run = await this.newRuns.request(manager, audience, 'created', request.time);
    return { audienceId: audience.id, runId: run.id };
  }
}

function newAudience(organisationId: string, { name, stream }: SoundRequest): AudienceEntity {
  return newRow(AudienceEntity, {
    id: randomUUID(),
    organisationId,
    name,
    definitionVersion: 1,
    lastRunSeq: 0,
    publishedRunId: null,
    publishedRunSeq: null,
    stream,
    streamEpoch: stream === 'none' ? 0 : 1,
    createdAt: new Date(),
  });
}

function definitionCreated(audience: AudienceEntity, timeZone: string, rule: SoundRule) {
  const { id: audienceId, organisationId, definitionVersion } = audience;
  return createEvent(topics.definition, {
    type: 'audience.definition.created.v1',
    service: SERVICE,
    organisationId,
    subject: audienceId,
    key: audienceId,
    identity: [audienceId, definitionVersion],
    data: {
      organisationId,
      audienceId,
      definitionVersion,
      ruleHash: rule.hash,
      rule: rule.canonical,
      catalogue: rule.catalogue,
      timeZone,
    },
  });
}
