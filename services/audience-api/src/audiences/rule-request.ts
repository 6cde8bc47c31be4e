import { pointerTo, type Diagnostic } from '@muster/contracts';
import type { Caller } from '../authentication/caller';
import { checkBody, refusedBody } from '../http/request-body.pipe';
import { requestedTime } from '../runs/as-of-problem';
import type { RunTime } from '../runs/domain/as-of';
import { gateProblems } from './gate-settings';
import type { RuleChecker, SoundRule } from './rule-checker';

/** Fields of every request that brings a rule. */
interface RuleFields {
  rule: unknown;
  asOf?: string;
  qualityGate?: unknown;
}

const MISSING_RULE = {
  code: 'request.missing-field',
  pointer: '',
  message: 'must be a condition or a set expression',
};

export interface SoundRuleRequest<Dto> {
  readonly dto: Dto;
  readonly rule: SoundRule;
  readonly time: RunTime;
}

/**
 * Checks a request that brings a rule, all of it at once.
 * @param body any JSON.
 * @throws ProblemError 400 with everything that is wrong with the body, its rule included.
 */
export async function checkRuleRequest<Dto extends RuleFields>(
  type: new () => Dto,
  body: unknown,
  caller: Caller,
  rules: RuleChecker,
): Promise<SoundRuleRequest<Dto>> {
  const { dto, problems: found } = checkBody(type, body);
  const problems = [...found, ...gateProblems(dto.qualityGate)];
  // A rule that is not there is a field that is not there, and no rule of a wrong type.
  const rule = dto.rule === undefined ? [MISSING_RULE] : await rules.check(caller.organisationId, dto.rule);
  const isSound = !Array.isArray(rule);
  if (!isSound) {
    problems.push(...inRule(rule));
  }
  const asOfIsSound = !problems.some(({ pointer }) => pointer === pointerTo('', 'asOf'));
  const time = requestedTime(asOfIsSound ? dto.asOf : undefined, caller.timeZone);
  if ('code' in time) problems.push(time);
  if (!isSound || 'code' in time || problems.length > 0) throw refusedBody(problems);
  return { dto, rule, time };
}

/** Problems of a rule, with pointers into the body that brings it. */
export function inRule(problems: readonly Diagnostic[]): Diagnostic[] {
  return problems.map((problem) => ({ ...problem, pointer: `/rule${problem.pointer}` }));
}
