import { MinioObjectStore, type ObjectStore } from '@muster/platform';
import { objectStoreForTest } from './object-store-for-test';
import type { TestResource } from './test-resource';

/** Buckets of a suite's own that exist, and a client of them. */
export async function bucketsForTest(): Promise<TestResource & { readonly store: ObjectStore }> {
  const buckets = await objectStoreForTest();
  const { env } = buckets;
  const endpoint = new URL(env['S3_ENDPOINT'] ?? '');
  const store = new MinioObjectStore({
    endpoint,
    publicEndpoint: endpoint,
    accessKey: env['S3_ACCESS_KEY'] ?? '',
    secretKey: env['S3_SECRET_KEY'] ?? '',
    region: env['S3_REGION'] ?? '',
    bucketPrefix: env['S3_BUCKET_PREFIX'] ?? '',
  });
  await store.createBuckets();
  return { env, store, dispose: () => buckets.dispose() };
}
