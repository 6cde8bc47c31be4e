import { randomInt } from 'node:crypto';
import { isValidRegex } from '@muster/platform';
import fc from 'fast-check';
import { randomCatalogue } from '../../testing-only/random-catalogue.fixture';
import { anyMoment } from '../../testing-only/moment.arbitrary';
import { roundStatements } from '../../testing-only/round-statements.fixture';
import { anyRule } from '../../testing-only/rule.arbitrary';
import { compileRule } from '../compile-rule';

const seed = Number(process.env['PROPERTY_SEED'] ?? randomInt(2 ** 31));

const occurrences = (text: string, pattern: RegExp): number => (text.match(pattern) ?? []).length;

test(`every read of a table is of one organisation and one span (seed ${seed})`, async () => {
  const rules = anyMoment.chain((moment) => fc.tuple(fc.constant(moment), anyRule(moment)));
  await fc.assert(
    fc.asyncProperty(rules, async ([{ timeZone }, rule]) => {
      const compilation = compileRule({ rule, catalogue: randomCatalogue, timeZone, isValidRegex });
      if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics));
      // Everything that may ever be executed of it.
      const texts = JSON.stringify({
        ...compilation.plan,
        statements: await roundStatements(compilation.plan),
        parameters: {},
      });

      const scans = occurrences(texts, /FROM [a-z_]+/g);
      expect(scans).toBeGreaterThan(0);
      const guard =
        /PREWHERE organisation = \{organisation:UUID\} AND (shard >= \{span|shard = \{span|uid >= bitShiftLeft\(\{span|build (=|IN) \{)/g;
      expect(occurrences(texts, guard)).toBe(scans);
    }),
    { seed, numRuns: 300 },
  );
});
