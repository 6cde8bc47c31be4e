import { randomUUID } from 'node:crypto';
import { Deletions, Metrics, type ListedObject, type ObjectStore } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { calculatorConfig } from '../calculator.config';
import { StreamedFilesRepository } from './streamed-files.repository';
import { SweepMemberFiles } from './sweep-member-files.use-case';

const DAY_MS = 86_400_000;

describeWith(['clickhouse'], 'files of members', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  beforeAll(async () => {
    tables = await dataTablesForTest();
  });
  afterAll(async () => tables.dispose());

  const organisation = randomUUID();

  async function note(audience: string, runs: readonly string[], stage = 'complete'): Promise<void> {
    const row = { organisation, audience, epoch: 1, stage, definition_version: 1, members: 1, snapshots: [] };
    const rows = runs.map((run, index) => ({ ...row, run, run_seq: index + 1 }));
    await tables.clickhouse.insert('membership_streams', rows);
  }

  /** Keys that are left of files of an age in days, on pages of three. */
  async function leftOf(files: Readonly<Record<string, number>>): Promise<string[]> {
    const all: ListedObject[] = Object.entries(files)
      .map(([key, days]) => ({ key, modifiedAt: new Date(Date.now() - days * DAY_MS) }))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    const gone = new Set<string>();
    const store: Pick<ObjectStore, 'list' | 'deleteAll'> = {
      list: (_bucket, after) => {
        const rest = all.filter(({ key }) => key > after && !gone.has(key));
        return Promise.resolve({ objects: rest.slice(0, 3), more: rest.length > 3 });
      },
      deleteAll: (_bucket, keys) => {
        for (const key of keys) gone.add(key);
        return Promise.resolve();
      },
    };
    const sweep = new SweepMemberFiles(
      store as ObjectStore,
      new StreamedFilesRepository(tables.clickhouse),
      new Deletions(new Metrics('test')),
      calculatorConfig.parse({}),
    );
    for (let turn = 0; turn < 3; turn++) await sweep.execute();
    return all.map(({ key }) => key).filter((key) => !gone.has(key));
  }

  it('go a week after they were replaced, the newest that is complete stays', async () => {
    const [audience, forgotten] = [randomUUID(), randomUUID()];
    const [replaced, young, newest, begun] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await note(audience, [replaced, young, newest]);
    await note(
      audience,
      ['', '', '', begun].map((run) => run || randomUUID()),
      'begun',
    );
    const file = (run: string, shard: number, of = audience) =>
      `${organisation}/${of}/${run}/1/${String(shard)}.ndjson.gz`;
    const left = await leftOf({
      [file(replaced, 0)]: 8,
      [file(replaced, 1)]: 8,
      [file(young, 0)]: 6,
      [file(newest, 0)]: 900,
      [file(newest, 1)]: 900,
      [file(begun, 0)]: 8,
      [file(replaced, 0, forgotten)]: 8,
      unknown: 900,
    });
    expect(left.toSorted()).toEqual([file(young, 0), file(newest, 0), file(newest, 1), 'unknown'].toSorted());
  });
});
