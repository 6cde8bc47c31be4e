import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  certificatesForTest,
  describeWithSecuredKafka,
  securedKafka,
  type SecuredKafka,
  type TestCertificates,
} from '@muster/testing';
import { z } from 'zod';
import { readServiceConfig, type TransportConfig } from '../../config/platform-config';
import { DependencyDownError } from '../../errors/errors';
import { numbered, testTopic } from '../test-events-spec';
import { TransportFixture, waitUntil } from '../transport-fixture-spec';

type Variables = Readonly<Record<string, string>>;

/** A broker is started, and kafkajs tries again for 3 s before it gives a connection up. */
jest.setTimeout(90_000);

describeWithSecuredKafka('Kafka over TLS, with a login', () => {
  let certificates: TestCertificates;
  let broker: SecuredKafka;
  let tokens: Server;
  const asked: (string | undefined)[] = [];

  beforeAll(async () => {
    certificates = await certificatesForTest();
    broker = await securedKafka(certificates);
    tokens = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.end(JSON.stringify({ access_token: unsignedToken(), expires_in: 600 }));
    });
    tokens.listen(0, '127.0.0.1');
    await once(tokens, 'listening');
  });
  afterAll(async () => {
    tokens.closeAllConnections();
    tokens.close();
    await broker.stop();
    await certificates.dispose();
  });

  const login = (mechanism: string): Variables => ({
    KAFKA_SSL_CA_FILE: certificates.ca,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: broker.username,
    KAFKA_SASL_PASSWORD: broker.password,
  });

  function oauth(): Variables {
    return {
      KAFKA_SSL_CA_FILE: certificates.ca,
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_OAUTH_TOKEN_URL: `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`,
      KAFKA_OAUTH_CLIENT_ID: 'muster',
      KAFKA_OAUTH_CLIENT_SECRET: 'client-secret',
    };
  }

  /** As a service connects that is configured like this. */
  function configured(env: Variables): TransportConfig {
    const store = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
    const kafka = { KAFKA_BROKERS: broker.brokers, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' };
    const { platform } = readServiceConfig(
      { config: z.object({}) },
      { TRANSPORT: 'kafka', ...store, ...kafka, ...env },
    );
    return platform.transport;
  }

  async function carryOneEvent(env: Variables): Promise<void> {
    const fixture = new TransportFixture(configured(env));
    try {
      const topic = testTopic();
      const transport = await fixture.transport([topic]);
      await transport.checkHealth();
      const seen: number[] = [];
      await fixture.consume(transport, `group-${topic.name}`, topic, (event) => {
        seen.push(event.data.number);
        return Promise.resolve();
      });
      await transport.publisher.publish(topic, [numbered(topic, 'key', 7)]);
      await waitUntil('the event', () => seen.length > 0);
      expect(seen).toEqual([7]);
    } finally {
      await fixture.dispose();
    }
  }

  it.each(['PLAIN', 'SCRAM-SHA-512'])('carries events after a login by %s', async (mechanism) => {
    await carryOneEvent(login(mechanism));
  });

  it('carries events after a login by OAUTHBEARER, with a token of the client', async () => {
    await carryOneEvent(oauth());
    expect(asked[0]).toBe(`Basic ${Buffer.from('muster:client-secret').toString('base64')}`);
  });

  it('says that there is no token to be had', async () => {
    const starting = carryOneEvent({ ...oauth(), KAFKA_OAUTH_TOKEN_URL: 'http://127.0.0.1:1/token' });
    await expect(starting).rejects.toBeInstanceOf(DependencyDownError);
    await expect(starting).rejects.toMatchObject({
      dependency: 'broker',
      message: expect.stringContaining("no token for Kafka's login") as string,
    });
  });

  it.each(['PLAIN', 'SCRAM-SHA-512'])('says that a password of %s is refused', async (mechanism) => {
    const starting = carryOneEvent({ ...login(mechanism), KAFKA_SASL_PASSWORD: 'wrong' });
    await expect(starting).rejects.toBeInstanceOf(DependencyDownError);
    await expect(starting).rejects.toMatchObject({
      dependency: 'broker',
      message: expect.stringMatching(/^Kafka refuses the login or .*[Aa]uthentication failed/) as string,
    });
  });

  it('says which mechanisms the brokers do not have', async () => {
    await expect(carryOneEvent(login('SCRAM-SHA-256'))).rejects.toThrow(
      /^Kafka refuses the login or .*does not support the requested SASL mechanism/,
    );
  });

  it('says that nobody known has signed for the brokers', async () => {
    const { KAFKA_SSL_CA_FILE: _ca, ...unknown } = login('PLAIN');
    const starting = carryOneEvent(unknown);
    await expect(starting).rejects.toBeInstanceOf(DependencyDownError);
    await expect(starting).rejects.toMatchObject({
      message: expect.stringMatching(/certificate is not trusted .*KAFKA_SSL_CA_FILE/) as string,
    });
  });
});

/** A JSON Web Token without a signature (RFC 7519, section 6). */
function unsignedToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: 'muster', iat: now, exp: now + 600 })}.`;
}
