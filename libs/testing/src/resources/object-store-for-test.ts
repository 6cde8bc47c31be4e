import { Client } from 'minio';
import { engineVariable, uniqueName } from './test-resource';
import type { TestResource } from './test-resource';

/** A prefix of its own for the names of buckets; the buckets are made by whoever uses them. */
export async function objectStoreForTest(): Promise<TestResource> {
  const prefix = `${uniqueName()}-`;
  const endpoint = engineVariable('TEST_S3_URL');
  const accessKey = engineVariable('TEST_S3_ACCESS_KEY');
  const secretKey = engineVariable('TEST_S3_SECRET_KEY');
  return {
    env: {
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY: accessKey,
      S3_SECRET_KEY: secretKey,
      S3_REGION: 'us-east-1',
      S3_BUCKET_PREFIX: prefix,
    },
    dispose: async () => {
      const { hostname, port, protocol } = new URL(endpoint);
      const useSSL = protocol === 'https:';
      const client = new Client({ endPoint: hostname, port: Number(port), useSSL, accessKey, secretKey });
      for (const { name } of await client.listBuckets()) {
        if (!name.startsWith(prefix)) continue;
        for await (const object of client.listObjectsV2(name, '', true)) {
          const { name: key } = object as { name?: string };
          if (key !== undefined) await client.removeObject(name, key);
        }
        await client.removeBucket(name);
      }
    },
  };
}
