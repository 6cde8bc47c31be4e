import { randomUUID } from 'node:crypto';
import { catalogueSchema, checkRule, ruleCodes, ruleHash, type CanonicalRule } from '@muster/contracts';
import { isValidRegex } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import type { Evaluation } from '../reference/evaluation';
import { evaluateRule } from '../reference/evaluate-rule';
import { executePlan } from '../testing-only/execute-plan.fixture';
import { goldenCases } from '../testing-only/golden-cases.fixture';
import { goldenEvaluation } from '../testing-only/golden-data.fixture';
import { brokenTexts, hostileLiterals, hostileTexts } from '../testing-only/hostile-values.fixture';
import { landDataSet, type Landing } from '../testing-only/land-data-set.fixture';
import { withEachExtended, withEachReplaced } from '../testing-only/replace-members.fixture';
import { compileRule } from './compile-rule';

const FIRST_HOSTILE_USER = 1_000;
const uidOf = (index: number): number => FIRST_HOSTILE_USER + index;

/** The golden data, and users whose values are the hostile texts themselves. */
const evaluation: Evaluation = {
  ...goldenEvaluation,
  data: {
    ...goldenEvaluation.data,
    users: [
      ...goldenEvaluation.data.users,
      ...hostileTexts.map((text, index) => ({
        uid: uidOf(index),
        attributes: { city: text, interests: [text], age: text, signed_up: text },
      })),
    ],
    events: [
      ...goldenEvaluation.data.events,
      ...hostileTexts.map((text, index) => ({
        uid: uidOf(index),
        app: 'shop',
        event: 'purchase',
        time: '2026-03-15T09:00:00Z',
        properties: { category: text, amount: text, coupons: [text, text] },
      })),
    ],
  },
};

const landing: Landing = {
  organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0c001',
  timeZone: evaluation.timeZone,
};

type Refusal = readonly { readonly code: string; readonly pointer: string }[];

/** What is wrong with a rule, or its canonical form. */
function accept(rule: unknown): Refusal | CanonicalRule {
  const check = checkRule(rule, evaluation.catalogue, { isValidRegex });
  return check.ok ? check.canonical : check.errors;
}

const isRefusal = (found: Refusal | CanonicalRule): found is Refusal => Array.isArray(found);

describeWith(['clickhouse'], 'hostile rules', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let before: unknown;

  /** Every table with its number of rows and a hash of their bytes. */
  const tables = async (): Promise<unknown> => {
    const names = await engine.clickhouse.query<{ name: string }>(
      'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
    );
    const contents = names.map(async ({ name }) => ({
      name,
      contents: await engine.clickhouse.query(
        `SELECT count() AS rows, toString(sum(cityHash64(formatRow('RowBinary', *)))) AS hash FROM {name:Identifier}`,
        { name },
      ),
    }));
    return Promise.all(contents);
  };

  beforeAll(async () => {
    engine = await dataTablesForTest(evaluation.catalogue);
    await landDataSet(engine.clickhouse, evaluation.data, landing);
    before = await tables();
  });

  afterAll(async () => engine.dispose());

  /** Refused with codes of the language, or answered as the reference evaluator answers. */
  const judge = async (rules: readonly unknown[]): Promise<{ refused: number; answered: number }> => {
    const refusals: Refusal[] = [];
    const accepted = new Map<string, CanonicalRule>();
    for (const rule of rules) {
      const found = accept(rule);
      if (isRefusal(found)) refusals.push(found);
      else accepted.set(ruleHash(found), found);
    }
    let answered = 0;
    for (const rule of accepted.values()) {
      const { catalogue, timeZone, asOf } = evaluation;
      const compilation = compileRule({ rule, catalogue, timeZone, isValidRegex });
      if (!compilation.ok) {
        refusals.push(compilation.diagnostics);
        continue;
      }
      const members = await executePlan(engine.clickhouse, compilation.plan, landing, asOf);
      const expected = [...evaluateRule(rule, evaluation)].sort((one, other) => one - other);
      if (String(members) !== String(expected)) {
        throw new Error(`${JSON.stringify(rule).slice(0, 500)}: ${String(members)}, not ${String(expected)}`);
      }
      answered += 1;
    }
    for (const refusal of refusals) {
      expect(refusal.length).toBeGreaterThan(0);
      for (const { code } of refusal) expect(Object.keys(ruleCodes)).toContain(code);
    }
    return { refused: refusals.length, answered };
  };

  const everywhere = (replacement: unknown): object[] =>
    goldenCases.flatMap(({ rule }) => withEachReplaced(rule, replacement));

  test('texts in every position are refused, or only looked for', async () => {
    const { refused, answered } = await judge(hostileTexts.flatMap(everywhere));
    expect(refused).toBeGreaterThan(answered);
    expect(answered).toBeGreaterThan(hostileTexts.length);
    expect(await tables()).toEqual(before);
  }, 300_000);

  test('numbers, dates and windows in every position are refused, or exact', async () => {
    const { refused, answered } = await judge(hostileLiterals.flatMap(everywhere));
    expect(refused).toBeGreaterThan(answered);
    expect(answered).toBeGreaterThan(0);
    expect(await tables()).toEqual(before);
  }, 300_000);

  test('texts that are not Unicode are refused in every position', async () => {
    const { answered } = await judge(brokenTexts.flatMap(everywhere));
    expect(answered).toBe(0);
  });

  test('a text as long as a rule can be is looked for', async () => {
    const [uid, text] = [1, `'\\${'x'.repeat(200_000)}`];
    const users = [text, `${text}x`].map((city, index) => ({ uid: uid + index, attributes: { city } }));
    const other = { ...landing, organisationId: randomUUID() };
    await landDataSet(engine.clickhouse, { users, events: [], tags: [], results: [] }, other);
    const { catalogue, timeZone, asOf } = evaluation;
    const rule = accept({ kind: 'attribute', attribute: 'city', op: 'eq', value: text });
    if (isRefusal(rule)) throw new Error(JSON.stringify(rule));
    const compilation = compileRule({ rule, catalogue, timeZone, isValidRegex });
    if (!compilation.ok) throw new Error(JSON.stringify(compilation));
    expect(await executePlan(engine.clickhouse, compilation.plan, other, asOf)).toEqual([uid]);
  });

  test('what a rule holds at most reaches the engine: long texts among others, and 10,000 of 70 bytes', async () => {
    const long = `'\\${'ü'.repeat(200_000)}`;
    const many = Array.from({ length: 10_000 }, (_, n) => `${n}-`.padEnd(70, 'abcdefgh'));
    const [last = ''] = many.slice(-1);
    const users = [
      { uid: 1, attributes: { city: long, interests: [long, 'go'] } },
      { uid: 2, attributes: { city: last, interests: [last] } },
      { uid: 3, attributes: { city: 'Oslo', interests: ['chess'] } },
    ];
    const other = { ...landing, organisationId: randomUUID() };
    await landDataSet(engine.clickhouse, { users, events: [], tags: [], results: [] }, other);
    const members = async (condition: object): Promise<number[]> => {
      const rule = accept({ kind: 'attribute', ...condition });
      if (isRefusal(rule)) throw new Error(JSON.stringify(rule));
      const { catalogue, timeZone, asOf } = evaluation;
      const compilation = compileRule({ rule, catalogue, timeZone, isValidRegex });
      if (!compilation.ok) throw new Error(JSON.stringify(compilation));
      return executePlan(engine.clickhouse, compilation.plan, other, asOf);
    };
    const [city, interests] = [{ attribute: 'city' }, { attribute: 'interests' }];
    const among = ['Bergen', long, 'Rome'];
    expect(await members({ ...city, op: 'in', value: among })).toEqual([1]);
    expect(await members({ ...city, op: 'in', value: [long] })).toEqual([1]);
    expect(await members({ ...city, op: 'notIn', value: among })).toEqual([2, 3]);
    expect(await members({ ...city, op: 'in', value: among, ignoreCase: true })).toEqual([1]);
    for (const op of ['contains', 'startsWith', 'endsWith']) {
      expect(await members({ ...city, op, value: long })).toEqual([1]);
    }
    expect(await members({ ...interests, op: 'containsAny', value: among })).toEqual([1]);
    expect(await members({ ...interests, op: 'containsAll', value: [long, 'go'] })).toEqual([1]);
    expect(await members({ ...interests, op: 'containsNone', value: among })).toEqual([2, 3]);
    expect(await members({ ...city, op: 'in', value: many })).toEqual([2]);
    expect(await members({ ...city, op: 'in', value: many, ignoreCase: true })).toEqual([2]);
    expect(await members({ ...interests, op: 'containsAny', value: many })).toEqual([2]);
  }, 60_000);

  test('fields of hostile names are refused in every object', async () => {
    const rules = [...hostileTexts, ...brokenTexts].flatMap((name) =>
      goldenCases.flatMap(({ rule }) => withEachExtended(rule, name, 1)),
    );
    const { answered } = await judge(rules);
    expect(answered).toBe(0);
  });

  test('nothing can be declared under a name that cannot be printed, or is too long', () => {
    // A body with a `__proto__` is refused before it becomes a catalogue.
    const names = [...hostileTexts, ...brokenTexts].filter(
      (text) =>
        text !== '__proto__' && (/[\p{C}\p{Zl}\p{Zp}]/u.test(text) || text === '' || text.length > 200),
    );
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      for (const catalogue of [
        { applications: {}, attributes: { [name]: 'string' }, tags: {} },
        { applications: {}, attributes: {}, tags: { [name]: { kind: 'flag' } } },
        { applications: { [name]: { events: {} } }, attributes: {}, tags: {} },
        { applications: { a: { events: { [name]: { properties: {} } } } }, attributes: {}, tags: {} },
        {
          applications: { a: { events: { e: { properties: { [name]: 'list' } } } } },
          attributes: {},
          tags: {},
        },
      ]) {
        expect(catalogueSchema.safeParse(catalogue).success).toBe(false);
      }
    }
  });
});
