import { randomInt, randomUUID } from 'node:crypto';
import { checkRule, type Plan, type Rule } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import fc from 'fast-check';
import { evaluateRule } from '../reference/evaluate-rule';
import type { Evaluation } from '../reference/evaluation';
import { anyDataSet } from '../testing-only/data-set.arbitrary';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';
import { anyMoment } from '../testing-only/moment.arbitrary';
import { anyRule } from '../testing-only/rule.arbitrary';
import { compileRule } from './compile-rule';

const RULES_PER_DATA_SET = 8;
const RULES = Number(process.env['PROPERTY_RULES'] ?? 200);
const seed = Number(process.env['PROPERTY_SEED'] ?? randomInt(2 ** 31));

function compile(rule: Rule, timeZone: string): Plan {
  const compilation = compileRule({ rule, catalogue: goldenCatalogue, timeZone });
  if (!compilation.ok) throw new Error(JSON.stringify({ rule, ...compilation }));
  return compilation.plan;
}

/** The rule, data and both answers, so that a failure can be read. */
function expectSameMembers(rule: Rule, members: readonly number[], evaluation: Evaluation): void {
  const check = checkRule(rule, goldenCatalogue);
  if (!check.ok) throw new Error(JSON.stringify({ rule, ...check }));
  const expected = [...evaluateRule(check.canonical, evaluation)];
  expect({ rule, members }).toEqual({ rule, members: expected });
}

describeWith(['clickhouse'], `plans and the reference evaluator find the same users (seed ${seed})`, () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest();
  });

  afterAll(async () => engine.dispose());

  const cases = anyMoment.chain((moment) =>
    fc.record({
      moment: fc.constant(moment),
      data: anyDataSet(moment),
      rules: fc.array(anyRule(moment), { minLength: RULES_PER_DATA_SET, maxLength: RULES_PER_DATA_SET }),
    }),
  );

  test(
    `${RULES} random rules on random data`,
    async () => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ moment, data, rules }) => {
          const landing: Landing = { organisationId: randomUUID(), timeZone: moment.timeZone };
          await landDataSet(engine.clickhouse, data, landing);
          for (const rule of rules) {
            const plan = compile(rule, moment.timeZone);
            const shards = await Promise.all(
              [0, 1].map((shard) => executePlan(engine.clickhouse, plan, landing, moment.asOf, shard)),
            );
            expectSameMembers(rule, shards.flat(), { data, catalogue: goldenCatalogue, ...moment });
          }
        }),
        { seed, numRuns: Math.ceil(RULES / RULES_PER_DATA_SET), endOnFailure: true },
      );
    },
    RULES * 1_000,
  );
});
