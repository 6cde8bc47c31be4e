import { randomInt } from 'node:crypto';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { randomCatalogue } from '../testing-only/random-catalogue.fixture';
import { clearTables, LandedWorld, membersByReference, worldOf } from '../testing-only/random-world.fixture';
import { shrink, type Counterexample } from '../testing-only/shrink.fixture';
import { Tally } from '../testing-only/tally.fixture';
import type { Moment } from '../testing-only/moment.arbitrary';

const RULES_PER_WORLD = 20;
const WORLDS_AT_A_TIME = 25;
/** So many random rules use all of the language; fewer may miss some. */
const RULES_FOR_ALL = 1_000;

const RULES = Number(process.env['PROPERTY_RULES'] ?? RULES_FOR_ALL);
const seed = Number(process.env['PROPERTY_SEED'] ?? randomInt(2 ** 31));

describeWith(['clickhouse'], `plans and the reference evaluator find the same users (seed ${seed})`, () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest(randomCatalogue);
  });

  afterAll(async () => engine.dispose());

  const differs = async ({ rule, data }: Counterexample, moment: Moment): Promise<boolean> => {
    const landed = await LandedWorld.land(engine.clickhouse, data, moment);
    return String(await landed.members(rule)) !== String(membersByReference(rule, data, moment));
  };

  /** The smallest rule and data that differ, with everything that is needed to see it again. */
  const describeDifference = async (found: Counterexample, moment: Moment, worldSeed: number) => {
    const { rule, data } = await shrink(found, randomCatalogue, (smaller) => differs(smaller, moment));
    const landed = await LandedWorld.land(engine.clickhouse, data, moment);
    return [
      `again: npm run test:property -- --seed ${worldSeed} --rules ${RULES_PER_WORLD}`,
      `moment: ${JSON.stringify(moment)}`,
      `rule: ${JSON.stringify(rule)}`,
      `data: ${JSON.stringify(data)}`,
      `the reference finds ${JSON.stringify(membersByReference(rule, data, moment))}`,
      `the plan finds ${JSON.stringify(await landed.members(rule))}`,
    ].join('\n');
  };

  test(
    `${RULES} random rules on random data`,
    async () => {
      const tally = new Tally(randomCatalogue);
      for (let world = 0; world * RULES_PER_WORLD < RULES; world += 1) {
        if (world % WORLDS_AT_A_TIME === 0) await clearTables(engine.clickhouse);
        const { moment, data, rules } = worldOf(seed + world, RULES_PER_WORLD);
        const landed = await LandedWorld.land(engine.clickhouse, data, moment);
        for (const rule of rules) {
          const [members, expected] = [await landed.members(rule), membersByReference(rule, data, moment)];
          if (String(members) !== String(expected)) {
            throw new Error(await describeDifference({ rule, data }, moment, seed + world));
          }
          tally.add(rule, members.length, data.users.length);
        }
      }
      console.info(`seed ${seed}: ${String(tally)}`);
      if (RULES >= RULES_FOR_ALL) expect(tally.missing()).toEqual([]);
    },
    // A rule takes about 0.2 s on two quiet cores; engines of other suites share them.
    RULES * 2_000,
  );
});
