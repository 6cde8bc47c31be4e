import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DependencyDownError } from '../errors/errors';
import { openDataSource } from './open-data-source';

class CreateThings1700000000001 implements MigrationInterface {
  readonly name = 'CreateThings1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE things (id int)');
    await runner.query('SELECT pg_sleep(0.1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE things');
  }
}

const definition = {
  schema: 'some_service',
  entities: [],
  migrations: [CreateThings1700000000001],
  outbox: true,
};

describeWith(['postgres'], 'openDataSource', () => {
  let backend: TestResource;
  let url: string;

  beforeAll(async () => {
    backend = await postgresForTest();
    url = backend.env['POSTGRES_URL']!;
  });

  afterAll(() => backend.dispose());

  it('makes the schema and migrates it once, however many replicas start at once', async () => {
    const sources = await Promise.all(
      Array.from({ length: 4 }, () => openDataSource(url, definition, 'test')),
    );
    const tables: { name: string }[] = await sources[0]!.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'some_service' ORDER BY 1`,
    );
    expect(tables.map((table) => table.name)).toEqual(['inbox', 'migrations', 'outbox', 'things']);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  it('needs no right to create schemas where an operator has made it', async () => {
    const operator = new Client({ connectionString: url });
    await operator.connect();
    const role = `limited_${String(process.pid)}`;
    try {
      await operator.query(
        `CREATE ROLE ${role} LOGIN PASSWORD 'limited'; CREATE SCHEMA its_own AUTHORIZATION ${role}`,
      );
      const limited = Object.assign(new URL(url), { username: role, password: 'limited' });
      const source = await openDataSource(limited.href, { ...definition, schema: 'its_own' }, 'test');
      await source.destroy();
    } finally {
      await operator.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
      await operator.end();
    }
  });

  it('says that PostgreSQL is away, or has no such database or user', async () => {
    const away = 'postgres://nobody:wrong@127.0.0.1:1/none';
    await expect(openDataSource(away, definition, 'test')).rejects.toBeInstanceOf(DependencyDownError);
    const missing = new URL(url);
    missing.pathname = '/missing';
    await expect(openDataSource(missing.href, definition, 'test')).rejects.toBeInstanceOf(
      DependencyDownError,
    );
  });
});
