import { randomUUID } from 'node:crypto';
import { describeWith } from '@muster/testing';
import type { DataSource } from 'typeorm';
import { toBehaviorRow } from '../domain/behavior-row';
import { toProfileRow } from '../domain/profile-row';
import type { Checked } from '../domain/row-problem';
import { typeJsonValue } from '../domain/typed-value';
import { ValueReader } from '../domain/value-reader';
import { ZoneClock } from '../domain/zone-clock';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { BatchLanding } from '../landing/batch-landing';
import { dumpRegistry } from './registry-dump-fixture-spec';

describeWith(
  ['postgres', 'clickhouse', 'object-store'],
  'a registry that is restored to an earlier dump',
  () => {
    const values = new ValueReader(typeJsonValue, new ZoneClock('UTC'));
    let engines: ImporterEngines;
    let registry: DataSource;
    let landing: BatchLanding;
    let organisation: string;

    beforeAll(async () => {
      engines = await importerEngines();
      const importer = await engines.importer();
      registry = importer.dataSource;
      landing = importer.module.get(BatchLanding);
    });
    afterAll(() => engines.dispose());
    beforeEach(() => {
      organisation = randomUUID();
    });

    const landable = <Row>(checked: Checked<Row>) => {
      if (!checked.ok) throw new Error(checked.problem.code);
      return { row: checked.row, version: 1 };
    };
    const behavior = (id: string, idType: 'account' | 'entity' = 'entity') =>
      landable(
        toBehaviorRow(
          { user: { idType, id }, app: 'shop', event: 'view', time: '2022-03-01T12:00:00Z' },
          randomUUID(),
          values,
        ),
      );
    const profile = (entityId: string, accountIds: string[] = []) =>
      landable(toProfileRow({ entityId, accountIds }, values));
    /** An importer that starts after the restoration. */
    const restarted = async () => (await engines.importer()).module.get(BatchLanding);

    /** How many events each known user has, by all that was landed: entity ID → events. */
    const eventsOfUsers = async () => {
      const rows = await engines.clickhouse.query<{ user: string; events: number }>(
        `SELECT entity_id AS user, countIf(e.uid = u.uid) AS events
       FROM (SELECT uid, entity_id FROM users FINAL WHERE organisation = {organisation:UUID}) AS u
       LEFT JOIN (SELECT uid FROM events WHERE organisation = {organisation:UUID}) AS e ON e.uid = u.uid
       GROUP BY user, u.uid ORDER BY user`,
        { organisation },
      );
      return rows.map(({ user, events }) => [user, events]);
    };

    it.each([
      ['by an importer that starts afterwards', true],
      ['by one that was running all the time', false],
    ])('gives nobody the number, and the past, of somebody else: %s', async (_who, isNew) => {
      await landing.profiles(organisation, [profile('u1'), profile('u2')]);
      const restore = await dumpRegistry(registry);
      await landing.profiles(organisation, [profile('u3', ['a3'])]);
      await landing.behaviors(organisation, [behavior('u3'), behavior('a3', 'account'), behavior('later')]);
      await restore();

      const next = isNew ? await restarted() : landing;
      await next.profiles(organisation, [profile('new')]);
      await next.behaviors(organisation, [behavior('new'), behavior('u3'), behavior('later')]);
      await next.profiles(organisation, [profile('u3'), profile('later')]);
      expect(await eventsOfUsers()).toEqual([
        ['later', 2],
        ['new', 1],
        ['u1', 0],
        ['u2', 0],
        ['u3', 3],
      ]);
    });

    it('still knows whose an account is that a known user got since, and to whom a reserved one went', async () => {
      await landing.behaviors(organisation, [behavior('a1', 'account')]);
      await landing.profiles(organisation, [profile('u1'), profile('u2')]);
      const restore = await dumpRegistry(registry);
      // No uid is handed out: names join users that there are.
      await landing.profiles(organisation, [profile('u1', ['a1']), profile('u2', ['a2'])]);
      await restore();

      const next = await restarted();
      const [thief] = await next.profiles(organisation, [profile('u1', ['a2'])]);
      expect(thief).toMatchObject({ code: 'row.identity-conflict' });
      await next.behaviors(organisation, [behavior('a1', 'account'), behavior('a2', 'account')]);
      await next.profiles(organisation, [profile('u1')]);
      expect(await eventsOfUsers()).toEqual([
        ['u1', 2],
        ['u2', 1],
      ]);
    });

    it('hands out no number under which only events of a merged name lie', async () => {
      const restore = await dumpRegistry(registry);
      await landing.profiles(organisation, [profile('u1')]);
      await landing.behaviors(organisation, [behavior('a1', 'account')]);
      await landing.profiles(organisation, [profile('u1', ['a1'])]);
      await engines.clickhouse.command('OPTIMIZE TABLE identities FINAL');
      // As it is with data from before registries were marked.
      await engines.clickhouse.command(
        'ALTER TABLE registry_marks DELETE WHERE 1 SETTINGS mutations_sync = 1',
      );
      await restore();

      const next = await restarted();
      await next.profiles(organisation, [profile('u2')]);
      expect(await eventsOfUsers()).toEqual([
        ['u1', 1],
        ['u2', 0],
      ]);
    });
  },
);
