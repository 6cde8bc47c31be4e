import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { tempFolder, waitFor } from '@muster/testing';
import type { TempFolder } from '@muster/testing';
import { Client } from 'minio';
import type { RunningEngine } from '../engine';
import { startObjectStore } from './start-object-store';

const keys = { accessKey: 'muster', secretKey: 'a-secret-key' };
const BUCKET = 'files';
let folder: TempFolder;
let store: RunningEngine;
let client: Client;

function clientOf(url: string, pair = keys): Client {
  const { hostname, port } = new URL(url);
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    ...pair,
    partSize: 5 * 1024 * 1024,
    retryOptions: { disableRetry: true },
  });
}

const read = async (key: string): Promise<Buffer> => buffer(await client.getObject(BUCKET, key));

beforeAll(async () => {
  folder = await tempFolder();
  store = await startObjectStore({ folder: folder.path, ...keys });
  client = clientOf(store.url);
  await client.makeBucket(BUCKET, 'us-east-1');
});

afterAll(async () => {
  await store.stop();
  await folder.dispose();
});

describe('the embedded object store', () => {
  it('gives back what was put, with its size, type and checksum', async () => {
    const body = Buffer.from('Grüße\n');
    await client.putObject(BUCKET, 'a/b c/ü.txt', body, body.length, { 'Content-Type': 'text/plain' });
    expect(await read('a/b c/ü.txt')).toEqual(body);
    expect(await client.statObject(BUCKET, 'a/b c/ü.txt')).toMatchObject({
      size: body.length,
      etag: createHash('md5').update(body).digest('hex'),
      metaData: { 'content-type': 'text/plain' },
    });
  });

  it('takes a stream of unknown length in parts', async () => {
    const parts = Array.from({ length: 24 }, () => randomBytes(1024 * 1024));
    await client.putObject(BUCKET, 'big', Readable.from(parts, { objectMode: false }));
    const whole = await read('big');
    expect(whole.equals(Buffer.concat(parts))).toBe(true);
    const middle = await buffer(await client.getPartialObject(BUCKET, 'big', 5_000_000, 1_000_000));
    expect(middle.equals(whole.subarray(5_000_000, 6_000_000))).toBe(true);
  });

  it('answers presigned URLs, without other credentials', async () => {
    const put = await client.presignedPutObject(BUCKET, 'presigned', 60);
    expect((await fetch(put, { method: 'PUT', body: 'x'.repeat(1_000_000) })).status).toBe(200);
    const get = await client.presignedGetObject(BUCKET, 'presigned', 60, {
      'response-content-disposition': 'attachment; filename="x.csv"',
    });
    const answer = await fetch(get);
    expect(answer.headers.get('content-disposition')).toContain('x.csv');
    expect(await answer.text()).toHaveLength(1_000_000);
    const forged = get.replace('presigned?', 'big?');
    expect((await fetch(forged)).status).toBe(403);
  });

  it('has nothing of an object that is missing or was removed', async () => {
    await client.putObject(BUCKET, 'removed', 'x');
    await client.removeObject(BUCKET, 'removed');
    await expect(client.statObject(BUCKET, 'removed')).rejects.toMatchObject({ code: 'NotFound' });
    await expect(client.getObject(BUCKET, 'never')).rejects.toMatchObject({ code: 'NoSuchKey' });
  });

  it('overwrites an object whole', async () => {
    await client.putObject(BUCKET, 'twice', 'the first text');
    await client.putObject(BUCKET, 'twice', 'second');
    expect((await read('twice')).toString()).toBe('second');
    expect((await client.statObject(BUCKET, 'twice')).etag).toBe(
      createHash('md5').update('second').digest('hex'),
    );
  });

  it('keeps nothing of an upload that broke off', async () => {
    const url = new URL(await client.presignedPutObject(BUCKET, 'broken', 60));
    const upload = request(url, { method: 'PUT', headers: { 'content-length': 10_000_000 } });
    upload.on('error', () => undefined);
    await new Promise((resolve) => upload.write(Buffer.alloc(1_000_000), resolve));
    upload.destroy();
    await waitFor(async () => (await client.listBuckets()).length > 0, { what: 'the store to answer' });
    await expect(client.statObject(BUCKET, 'broken')).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('refuses strangers, anonymous ones, and ways out of its folder', async () => {
    await client.putObject(BUCKET, 'private', 'x');
    expect((await fetch(`${store.url}/${BUCKET}/private`)).status).toBe(403);
    const wellKnown = clientOf(store.url, { accessKey: 'S3RVER', secretKey: 'S3RVER' });
    const guessing = clientOf(store.url, { ...keys, secretKey: 'guessed' });
    await expect(guessing.listBuckets()).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(wellKnown.listBuckets()).rejects.toMatchObject({ code: 'AccessDenied' });
    for (const path of [`/${BUCKET}/../../secrets.json`, `/${BUCKET}/%2e%2e%2f%2e%2e%2fsecrets.json`]) {
      const status = await new Promise((resolve) => {
        const { hostname, port } = new URL(store.url);
        request({ hostname, port, path, headers: { authorization: 'AWS x:y' } }, ({ statusCode }) => {
          resolve(statusCode);
        }).end();
      });
      expect(status).toBe(400);
    }
  });

  it('copies an object whole, and never half of the next one', async () => {
    await client.putObject(BUCKET, 'source', 'the first text', undefined, { 'Content-Type': 'text/csv' });
    await client.copyObject(BUCKET, 'folder/copy', `/${BUCKET}/source`);
    await client.putObject(BUCKET, 'source', 'second');
    expect((await read('folder/copy')).toString()).toBe('the first text');
    expect(await client.statObject(BUCKET, 'folder/copy')).toMatchObject({
      etag: createHash('md5').update('the first text').digest('hex'),
      metaData: { 'content-type': 'text/csv' },
    });
  });

  describe('a presigned URL', () => {
    const put = (url: string, headers: Record<string, string> = {}) =>
      fetch(url, { method: 'PUT', headers, body: 'mine' });

    it('takes no header that nobody has signed', async () => {
      await client.putObject(BUCKET, 'theirs', 'a secret');
      const url = await client.presignedPutObject(BUCKET, 'mine', 60);
      for (const [name, value] of [
        ['x-amz-copy-source', `/${BUCKET}/theirs`],
        ['X-Amz-Meta-Snowball-Auto-Extract', 'true'],
        ['x-amz-acl', 'public-read'],
      ] as const) {
        expect((await put(url, { [name]: value })).status).toBe(403);
      }
      await expect(client.statObject(BUCKET, 'mine')).rejects.toMatchObject({ code: 'NotFound' });
      expect((await put(url)).status).toBe(200);
    });

    it.each(['?uploadId=../../outside&partNumber=1', '&uploadId=../../outside&partNumber=1', '&acl', '?x'])(
      'takes no argument that nobody has signed: %s',
      async (more) => {
        const url = await client.presignedPutObject(BUCKET, 'mine', 60);
        expect([400, 403]).toContain((await put(url + more)).status);
        expect(await readdir(folder.path)).toEqual(['buckets', 'incoming']);
        expect(await readdir(join(folder.path, 'buckets'))).toEqual([BUCKET]);
      },
    );
  });

  it('keeps what its own clients name in its folder', async () => {
    for (const [id, number] of [
      ['../../outside', '1'],
      ['0'.repeat(32), '../../../outside'],
    ] as const) {
      const upload = client.presignedUrl('PUT', BUCKET, 'mine', 60, { uploadId: id, partNumber: number });
      expect((await fetch(await upload, { method: 'PUT', body: 'x' })).status).toBe(400);
    }
    const source = `/${BUCKET}/../../secrets.json`;
    await expect(client.copyObject(BUCKET, 'copied', source)).rejects.toMatchObject({ code: 'InvalidURI' });
    await expect(client.removeObjects(BUCKET, ['../../outside'])).rejects.toThrow('500');
    expect((await readdir(folder.path)).sort()).toEqual(['buckets', 'incoming']);
  });

  it('keeps its objects over a stop', async () => {
    await client.putObject(BUCKET, 'kept', 'x');
    await store.stop();
    store = await startObjectStore({ folder: folder.path, ...keys });
    client = clientOf(store.url);
    expect((await read('kept')).toString()).toBe('x');
  });
});
