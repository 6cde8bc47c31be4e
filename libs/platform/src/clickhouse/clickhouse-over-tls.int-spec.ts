import {
  certificatesForTest,
  describeWithTls,
  engineVariable,
  tlsProxy,
  type TestCertificates,
  type TlsProxy,
} from '@muster/testing';
import { readClickHouseConfig } from '../config/platform-config';
import { DependencyDownError } from '../errors/errors';
import { HttpClickHouse } from './http-clickhouse';

describeWithTls(['clickhouse'], 'ClickHouse over TLS', () => {
  let certificates: TestCertificates;
  let proxy: TlsProxy;

  beforeAll(async () => {
    certificates = await certificatesForTest();
    proxy = await tlsProxy(certificates, new URL(engineVariable('TEST_CLICKHOUSE_URL')));
  });
  afterAll(async () => {
    await proxy.stop();
    await certificates.dispose();
  });

  /** Asks as a service does that is configured like this. */
  async function ask(env: Readonly<Record<string, string>>, through = proxy): Promise<unknown> {
    const url = new URL(engineVariable('TEST_CLICKHOUSE_URL').replace(/^http:/, 'https:'));
    url.port = String(through.port);
    const config = readClickHouseConfig({ CLICKHOUSE_URL: url.href, CLICKHOUSE_DATABASE: 'default', ...env });
    const clickhouse = new HttpClickHouse(config, 'test');
    try {
      return await clickhouse.query('SELECT toUInt8(7) AS number');
    } finally {
      await clickhouse.close();
    }
  }

  it('answers those who have the certificate of its authority', async () => {
    expect(await ask({ CLICKHOUSE_CA_FILE: certificates.ca })).toEqual([{ number: 7 }]);
  });

  it('is asked nothing when nobody known has signed for it', async () => {
    const asking = ask({});
    await expect(asking).rejects.toBeInstanceOf(DependencyDownError);
    await expect(asking).rejects.toMatchObject({
      message: expect.stringMatching(/certificate is not trusted .*CLICKHOUSE_CA_FILE/) as string,
    });
  });

  it('is asked nothing when its certificate is for another name', async () => {
    const others = await certificatesForTest('DNS:elsewhere.example');
    const elsewhere = await tlsProxy(others, new URL(engineVariable('TEST_CLICKHOUSE_URL')));
    try {
      await expect(ask({ CLICKHOUSE_CA_FILE: others.ca }, elsewhere)).rejects.toThrow(
        /certificate is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID/,
      );
    } finally {
      await elsewhere.stop();
      await others.dispose();
    }
  });
});
