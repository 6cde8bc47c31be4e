import { Injectable } from '@nestjs/common';
import { audienceReferences, type Diagnostic, type EstimateInput } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { DataSource } from 'typeorm';
import { RuleChecker, type SoundRule } from '../audiences/rule-checker';
import { checkRuleRequest } from '../audiences/rule-request';
import type { Caller } from '../authentication/caller';
import type { RunTime } from '../runs/domain/as-of';
import { RunsRepository } from '../runs/runs.repository';
import { EstimateRuleDto } from './estimate-rule.dto';

/** A request that can be answered: everything that it names exists. */
export interface SoundEstimate {
  readonly rule: SoundRule;
  readonly session: string | undefined;
  readonly time: RunTime;
  /** The published results that the rule reads, as they are now. */
  readonly inputs: readonly EstimateInput[];
}

/** Checks what an editor sends. */
@Injectable()
export class SoundEstimates {
  constructor(
    private readonly database: DataSource,
    private readonly rules: RuleChecker,
    private readonly runs: RunsRepository,
  ) {}

  /**
   * @param body any JSON.
   * @throws ProblemError 400 with everything that is wrong with the body, 409 `estimate.input-missing` when an audience that the
   *   rule names has no result to count in.
   */
  async check(caller: Caller, body: unknown): Promise<SoundEstimate> {
    const { dto, rule, time } = await checkRuleRequest(EstimateRuleDto, body, caller, this.rules);
    const inputs = await this.pin(caller.organisationId, rule, time.businessDate);
    return { rule, session: dto.session, time, inputs };
  }

  private async pin(
    organisationId: string,
    { rule }: SoundRule,
    businessDate: string,
  ): Promise<EstimateInput[]> {
    const inputs: EstimateInput[] = [];
    const missing: Diagnostic[] = [];
    for (const { audienceId, at, pointer } of audienceReferences(rule)) {
      const date = at === 'sameDay' ? businessDate : at;
      const result = await this.runs.publishedResult(this.database.manager, organisationId, audienceId, date);
      if (result) inputs.push({ audienceId, at, snapshotIds: [...result.snapshotIds], count: result.count });
      else
        missing.push({
          code: 'estimate.input-missing',
          pointer: `/rule${pointer}`,
          message: missingResult(date),
        });
    }
    const [first] = missing;
    if (first) throw new ProblemError(409, first.code, first.message, missing);
    return inputs;
  }
}

function missingResult(date: string): string {
  const when = date === 'latest' ? '' : ` of ${date}`;
  return `Compute the audience first: it has no published result${when}.`;
}
