import { randomUUID } from 'node:crypto';
import { describeWith } from '@muster/testing';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { StagingRepository } from './staging.repository';
import { UserParts } from './user-parts';

describeWith(['postgres', 'clickhouse', 'object-store'], 'parts of a users file', () => {
  let engines: ImporterEngines;

  beforeAll(async () => {
    engines = await importerEngines();
  });
  afterAll(() => engines.dispose());

  it('have every user once, with all of its rows, and new users only their own rows', async () => {
    const { module } = await engines.importer();
    const attempt = randomUUID();
    // Rows 1 to 8 are new users in order, except that row 8 speaks of the first one again.
    const uids = [16, 17, 18, 19, 20, 21, 22, 16];
    await module.get(StagingRepository).add(
      'staged_uids',
      attempt,
      uids.map((uid, at) => ({ row: at + 1, uid })),
    );
    expect(await module.get(UserParts).of(attempt, 2)).toEqual([
      { firstUid: 16, lastUid: 19, firstRow: 1, lastRow: 8 },
      { firstUid: 20, lastUid: 22, firstRow: 5, lastRow: 7 },
    ]);
  });
});
