import { dataTablesForTest, describeWith } from '@muster/testing';
import type { QueryValue } from '@muster/platform';
import { goldenCases } from '../testing-only/golden-cases.fixture';
import { goldenEvaluation } from '../testing-only/golden-data.fixture';
import { compileGolden } from '../testing-only/golden-files.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';
import { roundStatements } from '../testing-only/round-statements.fixture';

const landing: Landing = {
  organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0c003',
  timeZone: goldenEvaluation.timeZone,
};

/** The filter on users around the reads of a plan in one statement. */
const NESTED = 'WHERE uid IN (SELECT arrayJoin(';

/** What stands between the grouping of events by user and their rows: from the one line of the engine's plan to the other. */
const GROUPED_EVENTS = /Aggregating(?:(?!Aggregating)[^])*?ReadFromMergeTree \(\w+\.events\)[^]*?(?=──|$)/g;

describeWith(['clickhouse'], 'a mask around several reads', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(goldenEvaluation.catalogue);
    await landDataSet(engine.clickhouse, goldenEvaluation.data, landing);
  });

  afterAll(async () => engine.dispose());

  it.each(['masks-under-intersect', 'sequence', 'sequence-without-step-between'])(
    'is tested by the engine before it groups events: %s',
    async (name) => {
      const plan = compileGolden(goldenCases.find((golden) => golden.name === name)!);
      const [statement = '', ...others] = await roundStatements(plan);
      expect(others).toEqual([]);
      expect(statement).toContain(NESTED);
      const values = Object.entries(plan.parameters).map(([parameter, { value }]) => [parameter, value]);
      const parameters: Record<string, QueryValue> = {
        ...(Object.fromEntries(values) as Record<string, QueryValue>),
        ...{ organisation: landing.organisationId, span: 0 },
        ...{ asOf: '2026-03-31 10:00:00.000000', businessDate: '2026-03-31' },
      };
      const lines = await engine.clickhouse.query<{ explain: string }>(
        `EXPLAIN actions = 1 ${statement}`,
        parameters,
      );
      const groups =
        lines
          .map(({ explain }) => explain)
          .join('\n')
          .match(GROUPED_EVENTS) ?? [];
      expect(groups).toHaveLength(statement.match(/AS read, uid/g)?.length ?? 0);
      for (const group of groups) expect(group).toMatch(/ilter column:.*uid IN subquery/);
    },
  );
});
