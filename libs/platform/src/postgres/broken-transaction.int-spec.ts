import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { DependencyDownError } from '../errors/errors';
import { openDataSource } from './open-data-source';
import { postgresFailure } from './postgres.errors';

describeWith(['postgres'], 'a transaction whose connection breaks', () => {
  let backend: TestResource;
  let source: DataSource;

  beforeAll(async () => {
    backend = await postgresForTest();
    const definition = { schema: 'some_service', entities: [], migrations: [], outbox: false };
    source = await openDataSource(backend.env['POSTGRES_URL']!, definition, 'test');
  });

  afterAll(async () => {
    await source.destroy();
    await backend.dispose();
  });

  const query = (manager: EntityManager) => manager.query('SELECT 1');

  it.each([
    ['before a statement', query],
    ['before its end', () => Promise.resolve()],
  ])('is told as PostgreSQL being down: %s', async (_, goOn) => {
    const failure: unknown = await source
      .transaction(async (manager) => {
        const [session]: { pid: number }[] = await manager.query('SELECT pg_backend_pid() AS pid');
        await source.query('SELECT pg_terminate_backend($1, 5000)', [session?.pid]);
        await goOn(manager);
      })
      .catch(postgresFailure);
    expect(failure).toBeInstanceOf(DependencyDownError);
  });
});
