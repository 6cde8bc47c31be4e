import {
  certificatesForTest,
  describeWithTls,
  postgresOverTls,
  type PostgresOverTls,
  type TestCertificates,
} from '@muster/testing';
import { z } from 'zod';
import { readServiceConfig } from '../config/platform-config';
import { DependencyDownError } from '../errors/errors';
import { openDataSource } from './open-data-source';

const schema = { schema: 'secured', entities: [], migrations: [], outbox: true };

describeWithTls([], 'PostgreSQL over TLS', () => {
  let certificates: TestCertificates;
  let server: PostgresOverTls;

  beforeAll(async () => {
    certificates = await certificatesForTest();
    server = await postgresOverTls(certificates);
  });
  afterAll(async () => {
    await server.stop();
    await certificates.dispose();
  });

  /** As a service connects that is configured like this. */
  async function open(env: Readonly<Record<string, string>>) {
    const store = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
    const definition = { config: z.object({}), postgres: schema };
    const { platform } = readServiceConfig(definition, { TRANSPORT: 'postgres', ...store, ...env });
    return openDataSource(platform.postgresUrl ?? '', schema, 'test', platform.postgresPoolSize);
  }

  it('is connected to with the certificate of its authority', async () => {
    const dataSource = await open({ POSTGRES_URL: server.url, POSTGRES_CA_FILE: certificates.ca });
    try {
      const rows = await dataSource.query<{ ssl: boolean; version: string }[]>(
        'SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      );
      expect(rows).toEqual([{ ssl: true, version: expect.stringMatching(/^TLSv1\.[23]$/) as string }]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('is not connected to when nobody known has signed for it', async () => {
    const opening = open({ POSTGRES_URL: `${server.url}?sslmode=verify-full` });
    await expect(opening).rejects.toBeInstanceOf(DependencyDownError);
    await expect(opening).rejects.toMatchObject({
      message: expect.stringMatching(/certificate is not trusted .*POSTGRES_CA_FILE/) as string,
    });
  });
});
