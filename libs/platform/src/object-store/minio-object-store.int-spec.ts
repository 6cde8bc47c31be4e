import { describeWith, objectStoreForTest, type TestResource } from '@muster/testing';
import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectStoreConfig } from '../config/platform-config';
import { DependencyDownError, PermanentError } from '../errors/errors';
import { MinioObjectStore } from './minio-object-store';

const MIB = 1024 * 1024;

describeWith(['object-store'], 'MinioObjectStore', () => {
  let backend: TestResource;
  let config: ObjectStoreConfig;
  let store: MinioObjectStore;

  beforeAll(async () => {
    backend = await objectStoreForTest();
    const { env } = backend;
    config = {
      endpoint: new URL(env['S3_ENDPOINT']!),
      publicEndpoint: new URL(env['S3_ENDPOINT']!),
      accessKey: env['S3_ACCESS_KEY']!,
      secretKey: env['S3_SECRET_KEY']!,
      region: env['S3_REGION'] ?? 'us-east-1',
      bucketPrefix: env['S3_BUCKET_PREFIX']!,
    };
    store = new MinioObjectStore(config);
    // As several services do when they start.
    await Promise.all(Array.from({ length: 4 }, () => new MinioObjectStore(config).createBuckets()));
  });

  afterAll(() => backend.dispose());

  it('keeps texts and buffers with their type', async () => {
    expect(await store.put('reports', 'a/b ü.txt', 'größe', 'text/plain')).toBe(7);
    expect(await store.stat('reports', 'a/b ü.txt')).toEqual({ size: 7, contentType: 'text/plain' });
    expect((await buffer(await store.get('reports', 'a/b ü.txt'))).toString()).toBe('größe');
    await store.delete('reports', 'a/b ü.txt');
    expect(await store.stat('reports', 'a/b ü.txt')).toBeUndefined();
  });

  it.each([0, 10, 8 * MIB, 8 * MIB + 1, 20 * MIB])('keeps a stream of %d bytes', async (size) => {
    const expected = createHash('sha256');
    const source = Readable.from(
      (function* () {
        for (let left = size; left > 0; left -= MIB) {
          const chunk = Buffer.alloc(Math.min(left, MIB), left % 251);
          expected.update(chunk);
          yield chunk;
        }
      })(),
      { objectMode: false },
    );
    expect(await store.put('exports', `stream-${size}`, source, 'text/csv')).toBe(size);
    const actual = createHash('sha256').update(await buffer(await store.get('exports', `stream-${size}`)));
    expect(actual.digest('hex')).toBe(expected.digest('hex'));
    expect(await store.stat('exports', `stream-${size}`)).toEqual({ size, contentType: 'text/csv' });
  });

  it.each([3, 12])('leaves nothing of a stream that fails after %d MiB', async (mebibytes) => {
    const source = Readable.from(
      (function* () {
        for (let n = 0; n < mebibytes; n++) yield Buffer.alloc(MIB);
        throw new RangeError('the source broke');
      })(),
      { objectMode: false },
    );
    await expect(store.put('exports', 'broken', source, 'text/csv')).rejects.toThrow(
      new RangeError('the source broke'),
    );
    expect(await store.stat('exports', 'broken')).toBeUndefined();
  });

  it('leaves nothing of a stream that is destroyed', async () => {
    const source = new PassThrough();
    source.write('half');
    const put = store.put('exports', 'destroyed', source, 'text/csv');
    source.destroy(new Error('given up'));
    await expect(put).rejects.toThrow('given up');
    expect(await store.stat('exports', 'destroyed')).toBeUndefined();
  });

  it('begins anew after an upload that was given up half-way', async () => {
    const failing = Readable.from(
      (function* () {
        yield Buffer.alloc(9 * MIB, 'a');
        throw new Error('killed');
      })(),
      { objectMode: false },
    );
    await expect(store.put('exports', 'again', failing, 'text/csv')).rejects.toThrow('killed');
    const whole = Readable.from([Buffer.alloc(9 * MIB, 'b')], { objectMode: false });
    await store.put('exports', 'again', whole, 'text/csv');
    expect((await buffer(await store.get('exports', 'again'))).equals(Buffer.alloc(9 * MIB, 'b'))).toBe(true);
  });

  it('says that an object does not exist', async () => {
    await expect(store.get('uploads', 'nothing')).rejects.toMatchObject({
      name: PermanentError.name,
      code: 'object.not-found',
    });
  });

  it('signs URLs that take one PUT and answer GET with a file name', async () => {
    const put = await fetch(await store.presignPut('uploads', 'signed', 60), {
      method: 'PUT',
      body: 'content',
    });
    expect(put.status).toBe(200);
    const get = await fetch(await store.presignGet('uploads', 'signed', 60, 'Größe.csv'));
    expect(await get.text()).toBe('content');
    expect(get.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv");
  });

  it('signs for the public endpoint without asking it', async () => {
    const publicEndpoint = new URL('https://files.example.com');
    const url = await new MinioObjectStore({ ...config, publicEndpoint }).presignPut('uploads', 'key', 60);
    expect(url).toMatch(/^https:\/\/files\.example\.com\/.*uploads\/key\?/);
  });

  it('says that the store is away', async () => {
    const away = new MinioObjectStore({ ...config, endpoint: new URL('http://127.0.0.1:1') });
    await expect(away.check()).rejects.toBeInstanceOf(DependencyDownError);
    await expect(away.put('uploads', 'x', Readable.from(['x']), 'text/plain')).rejects.toBeInstanceOf(
      DependencyDownError,
    );
  });
});
