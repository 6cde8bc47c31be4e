import { clickhouseForTest, describeWith, type TestResource } from '@muster/testing';
import { ClickHouseError } from '@clickhouse/client';
import { engineRefusal } from '../clickhouse/engine-refusal';
import { HttpClickHouse } from '../clickhouse/http-clickhouse';
import { engineProperties } from './engine-properties';
import { isValidRegex } from './is-valid-regex';

const classes = [
  '\\pL',
  '\\PL',
  '\\p{Lu}',
  '\\p{C}',
  '\\p{Han}',
  '\\p{So}',
  '[^a]',
  '[^\\pL\\n]',
  '.',
  '(?s:.)',
  '(?i:k)',
  '(?i:ι)',
  '😀',
  '[😀-😿]',
  '[acegikmoqsuwy]',
  '(?:é*)',
  '(?:\\pL?|\\pN)',
];

/** A class n times, in repetitions that RE2 allows. */
function repeated(part: string, n: number): string {
  const [thousands, rest] = [Math.floor(n / 1_000), n % 1_000];
  return `${`${part}{1000}`.repeat(thousands)}${part}{${rest}}`;
}

/** The most repetitions that are taken, of those that a pattern of 1,000 characters can ask for. */
function mostRepetitions(part: string): number {
  const ends = { taken: 1, other: 1_000 * Math.floor(1_000 / `${part}{1000}`.length) };
  while (ends.other - ends.taken > 1) {
    const middle = Math.floor((ends.taken + ends.other) / 2);
    ends[isValidRegex(repeated(part, middle)) ? 'taken' : 'other'] = middle;
  }
  return ends.taken;
}

describeWith(['clickhouse'], 'patterns that are taken', () => {
  let backend: TestResource;
  let clickhouse: HttpClickHouse;

  beforeAll(async () => {
    backend = await clickhouseForTest();
    const { CLICKHOUSE_URL: url = '', CLICKHOUSE_DATABASE: database = '' } = backend.env;
    clickhouse = new HttpClickHouse({ url: new URL(url), database }, 'test');
  });

  afterAll(async () => {
    await clickhouse.close();
    await backend.dispose();
  });

  /** As plans use it. */
  const match = async (pattern: string): Promise<void> => {
    for (const flags of ['(?-s)', '(?i-s)']) {
      await clickhouse.query('SELECT match({text:String}, {pattern:String}) AS found', {
        text: 'Oslo',
        pattern: `${flags}${pattern}`,
      });
    }
  };

  it('compile, whatever Unicode property they name', async () => {
    const patterns = [...engineProperties].map((name) => `\\p{${name}}\\P{^${name}}`);
    expect(patterns.filter((pattern) => !isValidRegex(pattern))).toEqual([]);
    for (const pattern of patterns) await match(pattern);
  });

  it.each(classes)('compile, repeated as often as is taken: %s', async (part) => {
    await match(repeated(part, mostRepetitions(part)));
  });

  it('are those without which a run fails for good, visibly', async () => {
    const failure: unknown = await match('\\p{Garay}').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ClickHouseError);
    expect(engineRefusal(failure)).toEqual({
      kind: 'refused-by-engine',
      message: 'the engine refused the statement: CANNOT_COMPILE_REGEXP (427)',
    });
  });
});
