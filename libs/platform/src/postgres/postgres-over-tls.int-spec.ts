import {
  certificatesForTest,
  describeWithTls,
  postgresOverTls,
  type PostgresOverTls,
  type TestCertificates,
} from '@muster/testing';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { readServiceConfig, type PlatformConfig } from '../config/platform-config';
import { DependencyDownError } from '../errors/errors';
import { numbered, testTopic } from '../transport/test-events-spec';
import { TransportFixture, waitUntil } from '../transport/transport-fixture-spec';
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

  /** What a service knows that is configured like this. */
  function configured(env: Readonly<Record<string, string>>): PlatformConfig {
    const store = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
    const definition = { config: z.object({}), postgres: schema };
    return readServiceConfig(definition, { TRANSPORT: 'postgres', ...store, ...env }).platform;
  }

  async function open(env: Readonly<Record<string, string>>): Promise<DataSource> {
    const { postgresUrl = '', postgresPoolSize } = configured(env);
    return openDataSource(postgresUrl, schema, 'test', postgresPoolSize);
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

  it('says that it lets nobody in without TLS', async () => {
    const opening = open({ POSTGRES_URL: server.url });
    await expect(opening).rejects.toBeInstanceOf(DependencyDownError);
    await expect(opening).rejects.toThrow(/^PostgreSQL refuses the login: .*no encryption/);
  });

  it('carries events, on which all connections of the transport are encrypted', async () => {
    const { transport: config } = configured({
      POSTGRES_URL: server.url,
      POSTGRES_CA_FILE: certificates.ca,
    });
    const fixture = new TransportFixture(config);
    try {
      const topic = testTopic();
      const transport = await fixture.transport([topic]);
      await transport.ensureSubscriptions([{ group: 'secured', topics: [topic] }]);
      const seen: number[] = [];
      await fixture.consume(transport, 'secured', topic, (event) => {
        seen.push(event.data.number);
        return Promise.resolve();
      });
      await transport.publisher.publish(topic, [numbered(topic, 'key', 7)]);
      await waitUntil('the event', () => seen.length > 0);
      expect(seen).toEqual([7]);
    } finally {
      await fixture.dispose();
    }
  });
});
