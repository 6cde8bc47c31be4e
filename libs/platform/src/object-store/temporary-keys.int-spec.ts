import { describeWithObjectStoreSessions, objectStoreForTest, type TestResource } from '@muster/testing';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { readServiceConfig } from '../config/platform-config';
import { MinioObjectStore } from './minio-object-store';
import { SessionProvider } from './session-provider';

describeWithObjectStoreSessions('temporary keys of an object store', () => {
  let backend: TestResource;
  let keys: { readonly accessKey: string; readonly secretKey: string; readonly sessionToken?: string };

  beforeAll(async () => {
    backend = await objectStoreForTest();
    const { S3_ACCESS_KEY: accessKey = '', S3_SECRET_KEY: secretKey = '' } = backend.env;
    keys = await providerOf({ accessKey, secretKey }).getCredentials();
  });
  afterAll(() => backend.dispose());

  const providerOf = (of: typeof keys) =>
    new SessionProvider({ stsEndpoint: backend.env['S3_ENDPOINT'] ?? '', region: 'us-east-1', ...of });

  /** As a service has it that is configured with these keys. */
  function storeWith(more: Readonly<Record<string, string>>): MinioObjectStore {
    const kafka = { TRANSPORT: 'kafka', KAFKA_BROKERS: 'none:9092' };
    const temporary = { S3_ACCESS_KEY: keys.accessKey, S3_SECRET_KEY: keys.secretKey };
    const env = { ...kafka, ...backend.env, ...temporary, ...more };
    return new MinioObjectStore(readServiceConfig({ config: z.object({}) }, env).platform.objectStore);
  }

  it('put, get and sign with their token, and nothing without', async () => {
    const store = storeWith({ S3_SESSION_TOKEN: keys.sessionToken ?? '' });
    await store.createBuckets();
    await store.put('reports', 'a', 'content', 'text/plain');
    expect(await text(await store.get('reports', 'a'))).toBe('content');
    const answer = await fetch(await store.presignGet('reports', 'a', 60, 'a.txt'));
    expect([answer.status, await answer.text()]).toEqual([200, 'content']);
    const without = storeWith({}).put('reports', 'a', 'content', 'text/plain');
    await expect(without).rejects.toThrow('security token');
  });

  it('are known when they ask for a session, which MinIO gives to permanent keys only', async () => {
    const { sessionToken: _token, ...unknown } = keys;
    await expect(providerOf(unknown).getCredentials()).rejects.toThrow('security token');
    await expect(providerOf(keys).getCredentials()).rejects.toThrow('AccessDenied Access Denied');
    const uploads = storeWith({ S3_SESSION_TOKEN: keys.sessionToken ?? '' });
    await expect(uploads.presignPut('uploads', 'a', 60)).rejects.toMatchObject({
      code: 'object-store.uploads-unsafe',
      message: expect.stringContaining('temporary keys') as string,
    });
  });
});
