import { randomInt } from 'node:crypto';
import type { Rule } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { randomCatalogue } from '../testing-only/random-catalogue.fixture';
import { canonicalOf, LandedWorld, planOf, worldOf } from '../testing-only/random-world.fixture';

const WORLDS = Number(process.env['PROPERTY_WORLDS'] ?? 6);
const seed = Number(process.env['PROPERTY_SEED'] ?? randomInt(2 ** 31));

const not = (of: Rule): Rule => ({ op: 'not', of });
const union = (...of: Rule[]): Rule => ({ op: 'union', of });
const intersect = (...of: Rule[]): Rule => ({ op: 'intersect', of });
const difference = (keep: Rule, ...remove: Rule[]): Rule => ({ op: 'difference', keep, remove });

/** Everybody and nobody, said so that no pass can see it. */
const everybody = (rule: Rule): Rule => union(rule, not(rule));
const nobody = (rule: Rule): Rule => intersect(rule, not(rule));

/** Pairs of rules that select the same users, whatever the operands are. */
const laws: Readonly<Record<string, (a: Rule, b: Rule, c: Rule) => readonly [Rule, Rule]>> = {
  'De Morgan: not (a or b) is not a and not b': (a, b) => [not(union(a, b)), intersect(not(a), not(b))],
  'De Morgan: not (a and b) is not a or not b': (a, b) => [not(intersect(a, b)), union(not(a), not(b))],
  'not not a is a': (a) => [not(not(a)), a],
  'a without b is a and not b': (a, b) => [difference(a, b), intersect(a, not(b))],
  'a without b and c is a without (b or c)': (a, b, c) => [difference(a, b, c), difference(a, union(b, c))],
  'a without b, kept or not, is not (not a or b)': (a, b) => [difference(a, b), not(union(not(a), b))],
  'a or a is a': (a) => [union(a, a), a],
  'a and a is a': (a) => [intersect(a, a), a],
  'a or b is b or a': (a, b) => [union(a, b), union(b, a)],
  'a and b is b and a': (a, b) => [intersect(a, b), intersect(b, a)],
  '(a and b) and c is a and (b and c)': (a, b, c) => [
    intersect(intersect(a, b), c),
    intersect(a, intersect(b, c)),
  ],
  'a and (b or c) is (a and b) or (a and c)': (a, b, c) => [
    intersect(a, union(b, c)),
    union(intersect(a, b), intersect(a, c)),
  ],
  'a or (a and b) is a': (a, b) => [union(a, intersect(a, b)), a],
  'everybody and a is a': (a, b) => [intersect(everybody(b), a), a],
  'everybody or a is everybody': (a, b) => [union(everybody(b), a), everybody(a)],
  'nobody or a is a': (a, b) => [union(nobody(b), a), a],
  'nobody and a is nobody': (a, b) => [intersect(nobody(b), a), nobody(a)],
  'a without everybody is nobody': (a, b) => [difference(a, everybody(b)), nobody(b)],
  'a without nobody is a': (a, b) => [difference(a, nobody(b)), a],
  'not nobody is everybody': (a, b) => [not(nobody(a)), everybody(b)],
};

describeWith(['clickhouse'], `laws of sets hold on the engine (seed ${seed})`, () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  const worlds = Array.from({ length: WORLDS }, (_, index) => worldOf(seed + index, 3));
  const landed: LandedWorld[] = [];

  beforeAll(async () => {
    engine = await dataTablesForTest(randomCatalogue);
    for (const { data, moment } of worlds)
      landed.push(await LandedWorld.land(engine.clickhouse, data, moment));
  });

  afterAll(async () => engine.dispose());

  /** Runs a check in every world, with the three rules of each. */
  const everywhere = async (
    check: (world: LandedWorld, rules: readonly [Rule, Rule, Rule], index: number) => Promise<void>,
  ): Promise<void> => {
    for (const [index, world] of landed.entries()) {
      const [a, b, c] = worlds[index]?.rules ?? [];
      if (!a || !b || !c) throw new Error('a world has three rules');
      await check(world, [a, b, c], index);
    }
  };

  test.each(Object.entries(laws))('%s', async (_law, sides) => {
    await everywhere(async (world, rules) => {
      const [left, right] = sides(...rules);
      expect({ left, right, members: await world.members(left) }).toEqual({
        left,
        right,
        members: await world.members(right),
      });
    });
  });

  test('everybody is every known user, and nobody is none', async () => {
    await everywhere(async (world, [a], index) => {
      const users = worlds[index]?.data.users.map(({ uid }) => uid);
      expect(await world.members(everybody(a))).toEqual(users);
      expect(await world.members(nobody(a))).toEqual([]);
    });
  });

  test('a rule and its canonical form have one plan', async () => {
    await everywhere((_world, rules, index) => {
      const moment = worlds[index]?.moment;
      if (!moment) throw new Error('a world has a moment');
      for (const rule of rules) expect(planOf(canonicalOf(rule), moment)).toEqual(planOf(rule, moment));
      return Promise.resolve();
    });
  });

  test('wrapping a rule in groups of one, and doubling operands, changes nobody', async () => {
    await everywhere(async (world, [a, b]) => {
      const wrapped = intersect(union(intersect(union(a, b, a))));
      expect(await world.members(wrapped)).toEqual(await world.members(union(b, a)));
    });
  });
});
