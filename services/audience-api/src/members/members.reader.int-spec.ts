import { randomUUID } from 'node:crypto';
import { dataTablesForTest, describeWith, readingAtMost } from '@muster/testing';
import { MembersReader } from './members.reader';

describeWith(['clickhouse'], 'reading what is known of members', () => {
  it('finds the identities of a page by uid, without a scan of the organisation', async () => {
    const tables = await dataTablesForTest();
    try {
      const organisation = randomUUID();
      await tables.clickhouse.command(
        `INSERT INTO identities (organisation, id_type, id, uid, version)
         SELECT {organisation:UUID}, 'account', concat('a', toString(number)), number, 1 FROM numbers(200000)`,
        { organisation },
      );
      // Two granules of 8,192 rows for the candidates, and two to look them up.
      const reader = new MembersReader(readingAtMost(tables.clickhouse, 40_000));
      expect(await reader.identities(organisation, [7, 150_000])).toEqual([
        { uid: 7, idType: 'account', id: 'a7' },
        { uid: 150_000, idType: 'account', id: 'a150000' },
      ]);
    } finally {
      await tables.dispose();
    }
  });
});
