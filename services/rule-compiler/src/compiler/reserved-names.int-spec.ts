import { catalogueSchema, checkRule, type Catalogue, type Rule } from '@muster/contracts';
import { isValidRegex } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import type { DataSet } from '../reference/data-set';
import { evaluateRule } from '../reference/evaluate-rule';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { reservedNames } from '../testing-only/hostile-values.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';
import { compileRule } from './compile-rule';

type Name = (typeof reservedNames)[number];

const named = <Value>(valueOf: (name: Name) => Value): Record<string, Value> =>
  Object.fromEntries(reservedNames.map((name) => [name, valueOf(name)]));

/** Every name stands for an application, an event, a property, an attribute and a tag. */
const catalogue: Catalogue = {
  applications: named(() => ({ events: named(() => ({ properties: named(() => 'string' as const) })) })),
  attributes: named(() => 'string' as const),
  tags: named((name) => ({ kind: 'category' as const, values: [name] })),
};
const landing: Landing = {
  organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0c001',
  timeZone: 'Europe/London',
};
const asOf = '2026-04-01T12:00:00Z';
const uidOf = (name: Name): number => reservedNames.indexOf(name) + 1;

/** One user for each name, who has it everywhere. */
const data: DataSet = {
  users: reservedNames.map((name) => ({ uid: uidOf(name), attributes: { [name]: name } })),
  events: reservedNames.map((name) => ({
    uid: uidOf(name),
    app: name,
    event: name,
    time: '2026-03-01T09:00:00Z',
    properties: { [name]: name },
  })),
  tags: reservedNames.map((name) => ({ uid: uidOf(name), tag: name, date: '2026-03-01', value: name })),
  results: [],
};

const rulesOf = (name: Name): readonly Rule[] => [
  { kind: 'attribute', attribute: name, op: 'eq', value: name },
  { kind: 'tag', tag: name, match: { op: 'in', values: [name] } },
  { kind: 'behavior', app: name, event: name },
  { kind: 'behavior', app: name, event: name, where: [{ property: name, op: 'eq', value: name }] },
  { kind: 'behavior', app: '*', event: name, where: [{ property: name, op: 'isSet' }] },
  {
    kind: 'behavior',
    app: name,
    event: name,
    measure: { fn: 'distinct', property: name },
    compare: { op: 'gte', value: 1 },
  },
  { kind: 'sequence', app: name, steps: [{ event: name }], within: { n: 1, unit: 'day' } },
];

describeWith(['clickhouse'], 'names that mean something elsewhere', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(catalogue);
    await landDataSet(engine.clickhouse, data, landing);
  });

  afterAll(async () => engine.dispose());

  test.each(reservedNames)('%s is only a name', async (name) => {
    expect(catalogueSchema.safeParse(catalogue).success).toBe(true);
    for (const rule of rulesOf(name)) {
      const { timeZone } = landing;
      const check = checkRule(rule, catalogue);
      if (!check.ok) throw new Error(JSON.stringify(check.errors));
      const compilation = compileRule({ rule, catalogue, timeZone, isValidRegex });
      if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics));
      expect(await executePlan(engine.clickhouse, compilation.plan, landing, asOf)).toEqual([uidOf(name)]);
      const members = evaluateRule(check.canonical, { data, catalogue, timeZone, asOf });
      expect([...members]).toEqual([uidOf(name)]);
    }
  });
});
