import { canonicalRule, SHARDS_PER_SPAN } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { evaluateRule } from '../reference/evaluate-rule';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { goldenCases } from '../testing-only/golden-cases.fixture';
import { goldenEvaluation, goldenUsers } from '../testing-only/golden-data.fixture';
import { compileGolden, goldenFiles, readGolden } from '../testing-only/golden-files.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';

const landing: Landing = {
  organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0c001',
  timeZone: goldenEvaluation.timeZone,
};

describeWith(['clickhouse'], 'golden plans on the engine', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(goldenEvaluation.catalogue);
    await landDataSet(engine.clickhouse, goldenEvaluation.data, landing);
    // The same data of another organisation, which no plan may see.
    const other = { ...landing, organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0c002' };
    const everywhere = Object.values(goldenUsers).map((uid) => ({
      uid,
      tag: 'vip_level',
      date: '2026-01-01',
      value: 'gold',
    }));
    await landDataSet(engine.clickhouse, { ...goldenEvaluation.data, tags: everywhere }, other);
  });

  afterAll(async () => engine.dispose());

  test.each(goldenCases)('$name', async (golden) => {
    const files = await goldenFiles(golden);
    const actual = files['query.sql'] ?? '';
    expect(actual).toBe(readGolden(golden, 'query.sql', actual));

    const members = await executePlan(
      engine.clickhouse,
      compileGolden(golden),
      landing,
      goldenEvaluation.asOf,
    );

    const expected = golden.members.map((name) => goldenUsers[name]);
    expect(members).toEqual(expected);
    const canonical = canonicalRule(golden.rule, goldenEvaluation.catalogue);
    expect([...evaluateRule(canonical, goldenEvaluation)]).toEqual(expected);
  });

  test('another span has other users', async () => {
    const [golden] = goldenCases;
    expect(
      await executePlan(
        engine.clickhouse,
        compileGolden(golden!),
        landing,
        goldenEvaluation.asOf,
        SHARDS_PER_SPAN,
      ),
    ).toEqual([]);
  });
});
