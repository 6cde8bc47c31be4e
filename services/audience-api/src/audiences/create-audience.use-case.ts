import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { openGate, type CalculationMethod, type MembershipStream, type QualityGate } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { newRow } from '../database/new-row';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import type { RunTime } from '../runs/domain/as-of';
import { NewRuns } from '../runs/new-runs';
import { FirstDates } from '../schedule/first-dates';
import { AudienceEntity } from './audience.entity';
import { AudiencesRepository } from './audiences.repository';
import { CreateAudienceDto } from './create-audience.dto';
import { changedGate } from './gate-settings';
import { NewDefinitions } from './new-definitions';
import { RuleChecker, type SoundRule } from './rule-checker';
import { checkRuleRequest } from './rule-request';

export interface CreatedIds {
  readonly audienceId: string;
  readonly runId: string;
}

interface SoundRequest {
  readonly name: string;
  readonly calculation: CalculationMethod;
  readonly stream: MembershipStream;
  readonly rule: SoundRule;
  readonly time: RunTime;
  readonly gate: QualityGate;
}

/** Saves an audience, its first definition version and its first run; the events that tell of them leave with the commit. */
@Injectable()
export class CreateAudience {
  constructor(
    private readonly rules: RuleChecker,
    private readonly audiences: AudiencesRepository,
    private readonly firstDates: FirstDates,
    private readonly newRuns: NewRuns,
    private readonly newDefinitions: NewDefinitions,
    private readonly requests: IdempotentRequests,
  ) {}

  /**
   * @param body any JSON.
   * @throws ProblemError 400 with everything that is wrong with the body, its rule included; nothing is written then.
   */
  async execute(caller: Caller, body: unknown, request: IdempotentRequest): Promise<CreatedIds> {
    const { dto, rule, time } = await checkRuleRequest(CreateAudienceDto, body, caller, this.rules);
    const { calculation = 'once', stream = 'none' } = dto;
    const gate = changedGate(openGate, dto.qualityGate ?? {});
    const sound = { name: dto.name.trim(), calculation, stream, rule, time, gate };
    return this.requests.once(caller.organisationId, request, (manager) => this.save(manager, caller, sound));
  }

  private async save(manager: EntityManager, caller: Caller, request: SoundRequest): Promise<CreatedIds> {
    const audience = newAudience(caller.organisationId, request);
    if (audience.calculation === 'daily') {
      audience.scheduledDate = await this.firstDates.scheduledDate(manager, caller, audience.createdAt);
    }
    await this.audiences.insert(manager, audience);
    await this.newDefinitions.add(manager, audience, caller.timeZone, request.rule);
    const run = await this.newRuns.request(manager, audience, 'created', request.time, 'always');
    return { audienceId: audience.id, runId: run.id };
  }
}

function newAudience(
  organisationId: string,
  { name, calculation, stream, gate }: SoundRequest,
): AudienceEntity {
  return newRow(AudienceEntity, {
    id: randomUUID(),
    organisationId,
    name,
    calculation,
    scheduledDate: null,
    definitionVersion: 1,
    lastRunSeq: 0,
    publishedRunId: null,
    publishedRunSeq: null,
    qualityGate: gate,
    stream,
    streamEpoch: stream === 'none' ? 0 : 1,
    createdAt: new Date(),
    deletedAt: null,
  });
}
