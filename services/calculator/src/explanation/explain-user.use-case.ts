import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Failure, topics } from '@muster/contracts';
import {
  EventPublisher,
  PermanentError,
  SERVICE_CONFIG,
  ShutdownDeadline,
  engineRefusal,
  type QueryOptions,
} from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { mapBounded } from '../engine/map-bounded';
import { planSettings } from '../engine/plan-settings';
import type { QueryOwner } from '../engine/query-owner';
import { InputGuard } from '../snapshots/input-guard';
import { ConditionExaminer } from './condition-examiner';
import { explanationEvents, type Answer, type QuestionName } from './explanation-events';
import type { ExplanationQuestion } from './explanation-question';
import { type KnownUser, KnownUserRepository } from './known-user.repository';

/** Somebody waits for the answer: a statement about one user that takes longer than this will not be in time. */
const MAX_EXECUTION_SECONDS = 10;

/** Finds out which conditions hold for one user, and why. Reads only; safe to repeat. */
@Injectable()
export class ExplainUser {
  constructor(
    private readonly users: KnownUserRepository,
    private readonly examiner: ConditionExaminer,
    private readonly inputs: InputGuard,
    private readonly publisher: EventPublisher,
    private readonly shutdown: ShutdownDeadline,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** @throws what a retry may cure: dependencies that are down, shutdown. Everything else is told as a failure. */
  async execute(question: ExplanationQuestion): Promise<void> {
    const event = await this.answer(question).then(
      (answer) => explanationEvents.completed(question, answer),
      (error: unknown) => {
        const failure = failureOf(error);
        if (!failure) throw error;
        return explanationEvents.failed(question, failure);
      },
    );
    await this.publisher.publish(topics.explanation, [event]);
  }

  /** Tells that there is not going to be another attempt. */
  async giveUp(question: QuestionName, failure: Failure): Promise<void> {
    await this.publisher.publish(topics.explanation, [explanationEvents.failed(question, failure)]);
  }

  private async answer(question: ExplanationQuestion): Promise<Answer> {
    const options = this.limits();
    const user = await this.users.find(question.organisationId, question.user, options);
    if (!user) throw new PermanentError('user.not-found', 'there is no user with this id');
    const loss = await this.inputs.lossOf(question.organisationId, question.inputs, this.owner(question));
    if (loss) throw new PermanentError(loss.code, loss.message);
    const [inSnapshot, findings] = await Promise.all([
      this.isInSnapshot(question, user, options),
      mapBounded(
        question.conditions,
        this.config.CALCULATOR_CONCURRENT_QUERIES,
        this.shutdown.signal,
        (condition, signal) => this.examiner.examine(condition, question, user, { ...options, signal }),
      ),
    ]);
    return { entityId: user.entityId, findings, inSnapshot };
  }

  private async isInSnapshot(
    question: ExplanationQuestion,
    user: KnownUser,
    options: QueryOptions,
  ): Promise<boolean | null> {
    const { organisationId, audienceId, snapshotIds, members: count } = question;
    if (snapshotIds.length === 0) return null;
    // Of a result that is not whole any more nobody can say whether the user was in it.
    const result = { audienceId, snapshotIds, count };
    if (await this.inputs.lossOf(organisationId, [result], this.owner(question))) return null;
    return this.users.isInSnapshots(user, organisationId, audienceId, snapshotIds, options);
  }

  private owner({ explanationId }: ExplanationQuestion): QueryOwner {
    const attempt = randomUUID();
    return {
      signal: this.shutdown.signal,
      queryId: (...parts) => ['explanation', explanationId, ...parts, attempt].join('/'),
    };
  }

  private limits(): QueryOptions {
    const settings = planSettings(this.config);
    const seconds = Math.min(MAX_EXECUTION_SECONDS, this.config.CALCULATOR_MAX_EXECUTION_SECONDS);
    return { signal: this.shutdown.signal, settings: { ...settings, max_execution_time: seconds } };
  }
}

/** How the question failed, or undefined when another attempt may succeed. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof PermanentError) return { code: error.code, message: error.message };
  const refusal = engineRefusal(error);
  return refusal && { code: `explanation.${refusal.kind}`, message: refusal.message };
}
