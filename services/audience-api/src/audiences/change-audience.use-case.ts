import { Injectable } from '@nestjs/common';
import { canonicalJson, type AudienceChange, type QualityGateSettings } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { notFound } from '../http/not-found';
import { checkBody, refusedBody } from '../http/request-body.pipe';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import { presentTime } from '../runs/as-of-problem';
import { NewRuns } from '../runs/new-runs';
import type { AudienceEntity } from './audience.entity';
import { AudiencesRepository } from './audiences.repository';
import { ChangeAudienceDto } from './change-audience.dto';
import { changedGate, gateProblems } from './gate-settings';
import { NewDefinitions } from './new-definitions';
import { RuleChecker, type SoundRule } from './rule-checker';
import { inRule } from './rule-request';

/** What a change has come to. */
export interface ChangeOutcome {
  readonly changed: AudienceChange[];
  /** The run that computes the changed rule. */
  readonly runId: string | null;
}

interface SoundChange {
  readonly name: string | undefined;
  readonly rule: SoundRule | undefined;
  readonly gate: QualityGateSettings;
  readonly expectedVersion: number | undefined;
}

/**
 * Changes an audience. A rule with another meaning is a new definition version with a run of its own, in the same transaction, and one
 * more of the version before it if that has a result (ADR 16). Versions that there are stay as they are, and so do the runs that compute
 * them: whatever they publish is replaced by the newer run.
 */
@Injectable()
export class ChangeAudience {
  constructor(
    private readonly rules: RuleChecker,
    private readonly audiences: AudiencesRepository,
    private readonly newDefinitions: NewDefinitions,
    private readonly newRuns: NewRuns,
    private readonly requests: IdempotentRequests,
  ) {}

  /**
   * @param body any JSON.
   * @throws ProblemError 400 with everything that is wrong with the body, 404 `audience.not-found`, 409 `audience.version-conflict`;
   *   nothing is written then.
   */
  async execute(
    caller: Caller,
    audienceId: string,
    body: unknown,
    request: IdempotentRequest,
  ): Promise<ChangeOutcome> {
    const change = await this.check(caller, body);
    return this.requests.once(caller.organisationId, request, async (manager) => {
      const audience = await this.audiences.lock(manager, caller.organisationId, audienceId);
      if (!audience) throw notFound('audience');
      refuseStale(audience, change.expectedVersion);
      return this.apply(manager, caller, audience, change);
    });
  }

  private async check(caller: Caller, body: unknown): Promise<SoundChange> {
    const { dto, problems: found } = checkBody(ChangeAudienceDto, body);
    const problems = [...found, ...gateProblems(dto.qualityGate)];
    const rule = dto.rule === undefined ? undefined : await this.rules.check(caller.organisationId, dto.rule);
    if (Array.isArray(rule)) throw refusedBody([...problems, ...inRule(rule)]);
    if (problems.length > 0) throw refusedBody(problems);
    return {
      name: dto.name?.trim(),
      rule,
      gate: dto.qualityGate ?? {},
      expectedVersion: dto.expectedVersion,
    };
  }

  private async apply(
    manager: EntityManager,
    caller: Caller,
    audience: AudienceEntity,
    { name, rule, gate }: SoundChange,
  ): Promise<ChangeOutcome> {
    const changed: AudienceChange[] = [];
    if (name !== undefined && name !== audience.name) {
      changed.push('name');
      await this.audiences.update(manager, { id: audience.id, name });
    }
    const qualityGate = changedGate(audience.qualityGate, gate);
    if (canonicalJson(qualityGate) !== canonicalJson(audience.qualityGate)) {
      changed.push('qualityGate');
      await this.audiences.update(manager, { id: audience.id, qualityGate });
    }
    if (!rule || !(await this.isAnother(manager, audience, rule))) return { changed, runId: null };
    changed.push('rule');
    const time = presentTime(caller.timeZone);
    // The baseline: the rule as it was, at the very instant for which the changed one is computed. Between the two is what the change
    // of the rule has done, and nothing else.
    if (audience.publishedRunId !== null) {
      await this.newRuns.request(manager, audience, 'definitionChanged', time, 'always');
    }
    audience.definitionVersion += 1;
    const { id, definitionVersion } = audience;
    await this.audiences.update(manager, { id, definitionVersion });
    await this.newDefinitions.add(manager, audience, caller.timeZone, rule);
    const run = await this.newRuns.request(manager, audience, 'definitionChanged', time, 'always');
    return { changed, runId: run.id };
  }

  private async isAnother(
    manager: EntityManager,
    { id, definitionVersion }: AudienceEntity,
    rule: SoundRule,
  ): Promise<boolean> {
    const current = await this.audiences.definition(manager, id, definitionVersion);
    return current?.ruleHash !== rule.hash;
  }
}

function refuseStale({ definitionVersion }: AudienceEntity, expectedVersion: number | undefined): void {
  if (expectedVersion === undefined || expectedVersion === definitionVersion) return;
  const message = `the audience has version ${String(definitionVersion)} by now, not ${String(expectedVersion)}; read it again`;
  throw new ProblemError(409, 'audience.version-conflict', message);
}
