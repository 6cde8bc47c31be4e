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

  it('lists a bucket page by page, and deletes what a page names', async () => {
    const keys = Array.from({ length: 5 }, (_, index) => `listed/${String(index)} ü & <>.txt`);
    const before = Date.now() - 60_000;
    for (const key of keys) await store.put('reports', key, 'x', 'text/plain');
    const first = await store.list('reports', 'listed/0');
    expect(first.more).toBe(false);
    expect(first.objects.map(({ key }) => key)).toEqual(keys);
    expect(first.objects.every(({ modifiedAt }) => modifiedAt.getTime() > before)).toBe(true);
    const rest = await store.list('reports', keys[2]!);
    expect(rest.objects.map(({ key }) => key)).toEqual(keys.slice(3));
    await store.deleteAll('reports', [...keys.slice(0, 4), 'listed/never there']);
    expect((await store.list('reports', 'listed/')).objects.map(({ key }) => key)).toEqual([keys[4]]);
    await store.deleteAll('reports', []);
    await store.deleteAll('reports', [keys[4]!]);
  });

  it('finds nothing to give up where no upload was left behind', async () => {
    expect(await store.abortUploads('reports', new Date())).toBe(0);
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

  it('copies an object, and says that there is none', async () => {
    await store.put('uploads', 'a ü/first', 'first', 'text/csv');
    await store.copy('uploads', 'a ü/first', 'b/copy');
    await store.put('uploads', 'a ü/first', 'second', 'text/csv');
    expect((await buffer(await store.get('uploads', 'b/copy'))).toString()).toBe('first');
    expect(await store.stat('uploads', 'b/copy')).toEqual({ size: 5, contentType: 'text/csv' });
    await expect(store.copy('uploads', 'nothing', 'b/copy')).rejects.toMatchObject({
      name: PermanentError.name,
      code: 'object.not-found',
    });
  });

  describe('a URL for an upload, in the hands of another organisation', () => {
    const putMine = async (headers: Record<string, string>, body: Buffer<ArrayBuffer> | string = '') =>
      fetch(await store.presignPut('uploads', 'mine', 60), { method: 'PUT', headers, body });
    const textOf = async (key: string) => (await buffer(await store.get('uploads', key))).toString();

    beforeEach(async () => {
      await store.put('uploads', 'theirs', 'their secret', 'text/csv');
      await store.delete('uploads', 'mine');
    });

    it.each(['/BUCKET/theirs', 'BUCKET/theirs', 'BUCKET%2Ftheirs'])(
      'copies nothing from %s',
      async (source) => {
        const bucket = `${config.bucketPrefix}uploads`;
        const answer = await putMine({ 'x-amz-copy-source': source.replace('BUCKET', bucket) });
        expect(answer.status).toBe(403);
        expect(await store.stat('uploads', 'mine')).toBeUndefined();
      },
    );

    it.each([
      ['over other objects', {}],
      ['below its own key', { 'x-amz-meta-minio-snowball-prefix': 'mine' }],
    ])('unpacks no archive %s', async (_, more) => {
      const headers = { 'x-amz-meta-snowball-auto-extract': 'true', ...more };
      const answer = await putMine(headers, tarOf('theirs', 'replaced'));
      expect([400, 403]).toContain(answer.status);
      expect(await textOf('theirs')).toBe('their secret');
      expect(await store.stat('uploads', 'mine/theirs')).toBeUndefined();
    });

    it('reads nothing, deletes nothing, and reaches no other key', async () => {
      await putMine({}, 'my own');
      const url = await store.presignPut('uploads', 'mine', 60);
      for (const method of ['GET', 'DELETE', 'POST']) {
        expect((await fetch(url, { method })).status).toBeGreaterThanOrEqual(400);
      }
      const other = url.replace('/mine?', '/theirs?');
      expect((await fetch(other, { method: 'PUT', body: 'replaced' })).status).toBe(403);
      expect([await textOf('mine'), await textOf('theirs')]).toEqual(['my own', 'their secret']);
    });
  });

  it('signs for the public endpoint, which it does not ask', async () => {
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

/** An archive of one file, as `tar` (ustar) writes it. */
function tarOf(name: string, text: string): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\u000000', 257);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  const content = Buffer.alloc(512);
  content.write(text);
  return Buffer.concat([header, content, Buffer.alloc(1024)]);
}
