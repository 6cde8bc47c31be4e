import { Injectable } from '@nestjs/common';
import { type BoundStatement, type ConditionPlan, type Finding, shardOf, spanOf } from '@muster/contracts';
import { ClickHouse, type QueryOptions, type QueryParameters } from '@muster/platform';
import { engineInstant } from '../calculation/engine-instant';
import { readEvidence } from './evidence.reader';
import type { ExplanationQuestion } from './explanation-question';
import type { KnownUser } from './known-user.repository';

/** Answers conditions for one user. Failures are those of `ClickHouse`, or ZodError when a statement gives something else. */
@Injectable()
export class ConditionExaminer {
  constructor(private readonly clickhouse: ClickHouse) {}

  async examine(
    { pointer, inputs, membership, evidence }: ConditionPlan,
    question: ExplanationQuestion,
    user: KnownUser,
    options: QueryOptions,
  ): Promise<Finding> {
    const [used] = inputs;
    const input =
      used && question.inputs.find(({ audienceId, at }) => audienceId === used.audienceId && at === used.at);
    const runtime: QueryParameters = {
      organisation: question.organisationId,
      asOf: engineInstant(question.asOf),
      businessDate: question.businessDate,
      uid: user.uid,
      span: spanOf(shardOf(user.uid)),
      ...(used && input && { [used.parameter]: input.snapshotIds }),
    };
    const rows = <Row>({ statement, parameters }: BoundStatement): Promise<Row[]> =>
      this.clickhouse.query<Row>(statement, { ...valuesOf(parameters), ...runtime }, options);
    const holding = { ...membership, statement: holdsStatement(membership.statement) };
    const [[answer], found] = await Promise.all([
      rows<{ holds: number }>(holding),
      readEvidence(evidence, { rows, input, asOf: question.asOf }),
    ]);
    return { pointer, holds: answer?.holds === 1, evidence: found };
  }
}

function holdsStatement(membership: string): string {
  return `SELECT bitmapContains(users, {uid:UInt32}) AS holds FROM (\n${membership}\n)`;
}

function valuesOf(parameters: BoundStatement['parameters']): QueryParameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
}
