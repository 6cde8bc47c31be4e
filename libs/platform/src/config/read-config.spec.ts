import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config.error';
import { readServiceConfig } from './platform-config';
import { readConfig } from './read-config';

const good = {
  TRANSPORT: 'kafka',
  KAFKA_BROKERS: 'one:9092,two:9092',
  CLICKHOUSE_URL: 'http://default:secret@localhost:8123',
  CLICKHOUSE_DATABASE: 'muster',
  POSTGRES_URL: 'postgres://muster:secret@localhost:5432/muster',
  S3_ENDPOINT: 'http://localhost:9000',
  S3_ACCESS_KEY: 'key',
  S3_SECRET_KEY: 'hidden',
  ADMIN_TOKEN: 'administrator',
};

const definition = {
  config: z.object({ ADMIN_TOKEN: z.string().min(8).describe('a token of at least 8 characters') }),
  postgres: { schema: 's', entities: [], migrations: [], outbox: true },
  clickhouse: { migrations: [] },
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('readServiceConfig', () => {
  it('reads the platform and the service', () => {
    const config = readServiceConfig(definition, good);
    expect(config.service).toEqual({ ADMIN_TOKEN: 'administrator' });
    expect(config.platform).toMatchObject({
      host: '127.0.0.1',
      port: 0,
      logLevel: 'info',
      transport: {
        kind: 'kafka',
        connection: { brokers: ['one:9092', 'two:9092'] },
        topicPrefix: '',
        sessionTimeoutMs: 10_000,
      },
      handlerConcurrency: 4,
      objectStore: {
        region: 'us-east-1',
        bucketPrefix: 'muster-',
        publicEndpoint: new URL('http://localhost:9000'),
      },
    });
  });

  it('names every bad variable in one line, and repeats no value', () => {
    const env = {
      ...good,
      POSTGRES_URL: 'mysql://muster:secret@localhost',
      KAFKA_BROKERS: 'no port',
      CLICKHOUSE_DATABASE: 'drop table;',
      S3_SECRET_KEY: '',
      PORT: '70000',
      ADMIN_TOKEN: 'short',
    };
    const problems = problemsOf(() => readServiceConfig(definition, env));
    expect(problems).toEqual([
      'PORT is not valid: expected a port number from 0 (any free port) to 65535',
      'S3_SECRET_KEY is missing: expected the secret key of the S3 endpoint',
      'POSTGRES_URL is not valid: expected a PostgreSQL URL, such as postgres://user:password@host:5432/database',
      expect.stringMatching(/^CLICKHOUSE_DATABASE is not valid: expected the name of a database/),
      'KAFKA_BROKERS is not valid: expected the brokers as host:port, separated by commas',
      'ADMIN_TOKEN is not valid: expected a token of at least 8 characters',
    ]);
    const told = problems.join('\n');
    for (const value of ['mysql', 'no port', 'drop table', '70000', 'short'])
      expect(told).not.toContain(value);
  });

  it('says that the transport is missing', () => {
    const problems = problemsOf(() => readServiceConfig(definition, { ...good, TRANSPORT: undefined }));
    expect(problems).toEqual(['TRANSPORT is missing: expected "kafka" or "postgres"']);
  });

  it('asks only for what the service uses', () => {
    const { POSTGRES_URL: _postgres, CLICKHOUSE_URL: _url, CLICKHOUSE_DATABASE: _database, ...env } = good;
    const config = readServiceConfig({ config: z.object({}) }, env);
    expect(config.platform).toMatchObject({ postgresUrl: undefined, clickhouse: undefined });
  });

  it('asks for POSTGRES_URL when events travel through it', () => {
    const { POSTGRES_URL: _postgres, ...env } = good;
    const problems = problemsOf(() =>
      readServiceConfig({ config: z.object({}) }, { ...env, TRANSPORT: 'postgres' }),
    );
    expect(problems).toEqual([expect.stringMatching(/^POSTGRES_URL is missing/)]);
  });
});

describe('readServiceConfig, of what secures connections', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-config-'));
  const ca = join(folder, 'ca.pem');
  beforeAll(() => {
    writeFileSync(ca, 'certificate');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const platform = (env: Record<string, string>) =>
    readServiceConfig(definition, { ...good, ...env }).platform;
  const problems = (env: Record<string, string>) =>
    problemsOf(() => readServiceConfig(definition, { ...good, ...env }));

  it('connects to Kafka as it is told', () => {
    const sasl = { KAFKA_SASL_USERNAME: 'muster', KAFKA_SASL_PASSWORD: 'secret' };
    const scram = { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', ...sasl };
    expect(platform({ ...scram, KAFKA_SSL_CA_FILE: ca }).transport).toMatchObject({
      connection: {
        tls: { ca: 'certificate' },
        sasl: { mechanism: 'scram-sha-512', username: 'muster', password: 'secret' },
      },
    });
    const oauth = {
      KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_OAUTH_TOKEN_URL: 'https://login.example/token',
      KAFKA_OAUTH_CLIENT_ID: 'muster',
      KAFKA_OAUTH_CLIENT_SECRET: 'secret',
    };
    const { transport } = platform(oauth);
    expect(transport).toMatchObject({ connection: { sasl: { mechanism: 'oauthbearer' } } });
    expect(transport).not.toHaveProperty('connection.tls');
  });

  it('names what a login needs', () => {
    expect(problems({ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' })).toEqual([
      expect.stringMatching(/^KAFKA_SASL_MECHANISM is missing/),
    ]);
    const plain = { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_MECHANISM: 'PLAIN' };
    expect(problems({ ...plain, KAFKA_SASL_USERNAME: 'muster' })).toEqual([
      expect.stringMatching(/^KAFKA_SASL_PASSWORD is missing/),
    ]);
    expect(problems({ KAFKA_SSL_CA_FILE: '/none.pem' })).toEqual([
      expect.stringMatching(/^KAFKA_SSL_CA_FILE is not valid/),
    ]);
  });

  it('takes what topics are created with', () => {
    const topics = {
      KAFKA_REPLICATION_FACTOR: '3',
      KAFKA_MIN_INSYNC_REPLICAS: '2',
      KAFKA_TOPIC_PARTITIONS: 'audience.calculation.v1=64,ingest.behavior.v1=48',
    };
    expect(platform(topics).transport).toMatchObject({
      topics: {
        replicationFactor: 3,
        minInsyncReplicas: 2,
        partitions: new Map([
          ['audience.calculation.v1', 64],
          ['ingest.behavior.v1', 48],
        ]),
        deadLetterRetentionDays: 30,
      },
    });
    expect(problems({ KAFKA_TOPIC_PARTITIONS: 'audience.calculation.v1=0' })).toHaveLength(1);
    expect(problems({ KAFKA_TOPIC_PARTITIONS: 'audience.calculations.v1=64' })).toHaveLength(1);
    expect(platform({}).transport).toMatchObject({ topics: { partitions: new Map() } });
  });

  it('has the other servers show their certificates', () => {
    const config = platform({ POSTGRES_CA_FILE: ca, CLICKHOUSE_CA_FILE: ca, CLICKHOUSE_POOL_SIZE: '7' });
    expect(new URL(config.postgresUrl ?? '').searchParams.get('sslmode')).toBe('verify-full');
    expect(new URL(config.postgresUrl ?? '').searchParams.get('sslrootcert')).toBe(ca);
    expect(config.clickhouse).toMatchObject({ ca: 'certificate', poolSize: 7 });
  });

  it('takes temporary keys, and buckets in host names', () => {
    const config = platform({ S3_SESSION_TOKEN: 'token', S3_PATH_STYLE: 'false' });
    expect(config.objectStore).toMatchObject({ sessionToken: 'token', pathStyle: false });
  });
});

describe('readConfig', () => {
  it('ignores variables that a strict schema does not name', () => {
    expect(readConfig(z.strictObject({ A: z.string() }), { A: 'a', PATH: '/bin' })).toEqual({ A: 'a' });
  });

  it("uses the schema's own words where a variable has no description", () => {
    expect(problemsOf(() => readConfig(z.object({ A: z.string() }), {}))).toEqual([
      expect.stringMatching(/^A is missing: expected /),
    ]);
  });
});
