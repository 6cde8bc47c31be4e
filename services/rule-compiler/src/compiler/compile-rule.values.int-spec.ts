import { randomUUID } from 'node:crypto';
import { checkRule } from '@muster/contracts';
import { isValidRegex } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { evaluateRule } from '../reference/evaluate-rule';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { landDataSet } from '../testing-only/land-data-set.fixture';
import { readSmallWorld, smallWorlds, type SmallWorld } from '../testing-only/small-worlds.fixture';
import { compileRule } from './compile-rule';

const worlds = Object.entries(smallWorlds).map(([name, text]) => ({ name, ...readSmallWorld(text) }));

/** Everything that the worlds declare of events, so that they can share the tables. */
const everything = {
  attributes: {},
  tags: {},
  applications: Object.fromEntries(
    worlds.map(({ evaluation }, world) => [`world${world}`, evaluation.catalogue.applications['shop']!]),
  ),
};

describeWith(['clickhouse'], 'values as JSON writes them', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(everything);
  });
  afterAll(async () => engine.dispose());

  test.each(worlds)('$name', async ({ evaluation, rule, members }: SmallWorld) => {
    const { catalogue, timeZone, asOf, data } = evaluation;
    const checked = checkRule(rule, catalogue, { isValidRegex });
    if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
    expect([...evaluateRule(checked.canonical, evaluation)]).toEqual(members);

    const landing = { organisationId: randomUUID(), timeZone };
    await landDataSet(engine.clickhouse, data, landing);
    const compilation = compileRule({ rule: checked.canonical, catalogue, timeZone, isValidRegex });
    if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics));
    expect(await executePlan(engine.clickhouse, compilation.plan, landing, asOf)).toEqual(members);
  });
});
