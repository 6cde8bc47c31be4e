import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { USERS_PER_SHARD } from '@muster/contracts';
import { dataTablesForTest, describeWith, readingAtMost } from '@muster/testing';
import type { ExporterConfig } from '../exporter.config';
import { MemberRepository, type Result } from './member.repository';

/** Lists as they are, in the engine's plainest format. */
const format = { engineFormat: 'TSV', list: (ids: string) => ids } as never;

describeWith(['clickhouse'], 'members of a shard', () => {
  const config: ExporterConfig = {
    EXPORTER_MAX_EXECUTION_SECONDS: 30,
    EXPORTER_MAX_MEMORY_MIB: 512,
    EXPORTER_PROGRESS_SECONDS: 0,
  };
  const { signal } = new AbortController();
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let result: Result;

  beforeAll(async () => {
    tables = await dataTablesForTest();
    result = { organisationId: randomUUID(), audienceId: randomUUID(), snapshotIds: [randomUUID()] };
    const parameters = {
      organisation: result.organisationId,
      audience: result.audienceId,
      snapshot: result.snapshotIds[0]!,
    };
    await tables.clickhouse.command(
      `INSERT INTO identities (organisation, id_type, id, uid, version)
       SELECT {organisation:UUID}, 'account', concat('a', toString(number)), number, 1
       FROM numbers(${USERS_PER_SHARD - 400_000}, 450000)`,
      parameters,
    );
    const member = USERS_PER_SHARD + 5;
    await tables.clickhouse.command(
      `INSERT INTO users (organisation, uid, entity_id, version) VALUES ({organisation:UUID}, ${member}, 'u', 1)`,
      parameters,
    );
    await tables.clickhouse.command(
      `INSERT INTO identities (organisation, id_type, id, uid, version, deleted) VALUES
         ({organisation:UUID}, 'account', 'b', ${member}, 1, 0), ({organisation:UUID}, 'account', 'b', ${member}, 2, 0),
         ({organisation:UUID}, 'device', 'gone', ${member}, 1, 0), ({organisation:UUID}, 'device', 'gone', ${member}, 2, 1)`,
      parameters,
    );
    await tables.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, 1, {snapshot:UUID}, groupBitmapState(toUInt32(${member}))`,
      parameters,
    );
  });
  afterAll(() => tables.dispose());

  it('come with their ids, each once, and without those that are gone', async () => {
    const members = await new MemberRepository(tables.clickhouse, config).stream(result, 1, format, signal);
    expect(await text(members)).toBe(`u\t['a${USERS_PER_SHARD + 5}','b']\t[]\n`);
  });

  it('cost the ids of their shard, and not those of the organisation', async () => {
    // 50,000 of 450,000 lie in the shard, and are read for accounts and for devices.
    const repository = new MemberRepository(readingAtMost(tables.clickhouse, 150_000), config);
    expect(await text(await repository.stream(result, 1, format, signal))).toContain('u\t');
  });
});
