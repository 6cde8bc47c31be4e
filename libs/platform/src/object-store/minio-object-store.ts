import type { Client } from 'minio';
import { Readable } from 'node:stream';
import type { ObjectStoreConfig } from '../config/platform-config';
import { PermanentError } from '../errors/errors';
import { clientOf } from './minio-client';
import { isExistingBucket, isMissingObject, objectStoreFailure } from './object-store.errors';
import {
  OBJECTS_PER_PAGE,
  ObjectStore,
  type Bucket,
  type ObjectInfo,
  type ObjectPage,
} from './object-store.port';
import { inParts } from './parts';
import { UploadSigner } from './upload-signer';

/**
 * Size of a part, in bytes. S3 allows 10,000 parts of at least 5 MiB: with 8 MiB, files up to 78 GiB at 8 to 16 MiB of
 * memory for each upload.
 */
const PART_BYTES = 8 * 1024 * 1024;

const BUCKETS: readonly Bucket[] = ['uploads', 'exports', 'reports', 'claims', 'membership'];

/** Files on MinIO or any other S3. */
export class MinioObjectStore extends ObjectStore {
  private readonly client: Client;
  /** Signs URLs for the endpoint that people reach. Its region is fixed, so signing takes no request. */
  private readonly signer: Client;
  private readonly uploads: UploadSigner;

  constructor(private readonly config: ObjectStoreConfig) {
    super();
    this.client = clientOf(config, config.endpoint);
    this.signer = clientOf(config, config.publicEndpoint);
    this.uploads = new UploadSigner(config, this.client);
  }

  /** Makes the buckets that are missing; several services may do so at once. */
  async createBuckets(): Promise<void> {
    for (const bucket of BUCKETS) {
      const name = this.nameOf(bucket);
      await this.answer(async () => {
        if (await this.client.bucketExists(name)) return;
        try {
          await this.client.makeBucket(name, this.config.region);
        } catch (error) {
          if (!isExistingBucket(error)) throw error;
        }
      });
    }
  }

  /** Makes sure that the store answers and knows its buckets. */
  async check(): Promise<void> {
    await this.answer(() => this.client.bucketExists(this.nameOf('claims')));
  }

  override async put(
    bucket: Bucket,
    key: string,
    body: Readable | Buffer | string,
    contentType: string,
  ): Promise<number> {
    const name = this.nameOf(bucket);
    if (!(body instanceof Readable)) {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      await this.answer(() => this.putWhole(name, key, bytes, contentType));
      return bytes.length;
    }
    try {
      return await this.answer(() => this.putStream(name, key, body, contentType));
    } catch (error) {
      body.destroy();
      throw error;
    }
  }

  override async get(bucket: Bucket, key: string): Promise<Readable> {
    try {
      return await this.answer(() => this.client.getObject(this.nameOf(bucket), key));
    } catch (error) {
      if (isMissingObject(error)) throw missing(bucket, key, error);
      throw error;
    }
  }

  override async stat(bucket: Bucket, key: string): Promise<ObjectInfo | undefined> {
    try {
      const found = await this.answer(() => this.client.statObject(this.nameOf(bucket), key));
      const metadata: Readonly<Record<string, string | undefined>> = found.metaData;
      return { size: found.size, contentType: metadata['content-type'] };
    } catch (error) {
      if (isMissingObject(error)) return undefined;
      throw error;
    }
  }

  override async delete(bucket: Bucket, key: string): Promise<void> {
    await this.answer(() => this.client.removeObject(this.nameOf(bucket), key));
  }

  override async copy(bucket: Bucket, from: string, to: string): Promise<void> {
    const name = this.nameOf(bucket);
    try {
      await this.answer(() => this.client.copyObject(name, to, `/${name}/${from}`));
    } catch (error) {
      if (isMissingObject(error)) throw missing(bucket, from, error);
      throw error;
    }
  }

  override async list(bucket: Bucket, after: string): Promise<ObjectPage> {
    const { objects, isTruncated } = await this.answer(() =>
      this.client.listObjectsV2Query(this.nameOf(bucket), '', '', '', OBJECTS_PER_PAGE, after),
    );
    // Without a delimiter there are no prefixes among them, so each has both.
    const listed = objects.flatMap(({ name, lastModified }) =>
      name === undefined ? [] : [{ key: name, modifiedAt: lastModified }],
    );
    return { objects: listed, more: isTruncated };
  }

  override async deleteAll(bucket: Bucket, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const results = await this.answer(() => this.client.removeObjects(this.nameOf(bucket), [...keys]));
    const refused = results.find((result) => result?.Error !== undefined);
    if (refused) throw new Error(`objects were not deleted: ${JSON.stringify(refused.Error)}`);
  }

  override async abortUploads(bucket: Bucket, before: Date): Promise<number> {
    const name = this.nameOf(bucket);
    const { uploads } = await this.answer(() => this.client.listIncompleteUploadsQuery(name, '', '', '', ''));
    const abandoned = uploads.filter(({ initiated }) => initiated < before);
    for (const { key, uploadId } of abandoned) {
      await this.answer(() => this.client.abortMultipartUpload(name, key, uploadId));
    }
    return abandoned.length;
  }

  override async presignPut(bucket: Bucket, key: string, seconds: number): Promise<string> {
    return this.answer(() => this.uploads.sign(this.nameOf(bucket), key, seconds));
  }

  override async presignGet(bucket: Bucket, key: string, seconds: number, fileName: string): Promise<string> {
    return this.signer.presignedGetObject(this.nameOf(bucket), key, seconds, {
      'response-content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    });
  }

  private async putWhole(name: string, key: string, bytes: Buffer, contentType: string): Promise<void> {
    await this.client.putObject(name, key, bytes, bytes.length, { 'Content-Type': contentType });
  }

  /**
   * Uploads part by part. The client's own streaming is not used: it does not notice a source that fails, takes parts of
   * 550 MB when the length is unknown, and continues abandoned uploads of the same key with their old bytes.
   */
  private async putStream(name: string, key: string, body: Readable, contentType: string): Promise<number> {
    const parts = inParts(body, PART_BYTES);
    const first = await parts.next();
    const firstPart = first.done ? Buffer.alloc(0) : first.value;
    if (firstPart.length < PART_BYTES) {
      // The stream has ended: one request writes the object whole.
      const end = await parts.next();
      if (!end.done) throw new Error('a part that is not the last one is too short');
      await this.putWhole(name, key, firstPart, contentType);
      return firstPart.length;
    }
    const uploadID = await this.client.initiateNewMultipartUpload(name, key, { 'Content-Type': contentType });
    try {
      let bytes = 0;
      const done: { part: number; etag: string }[] = [];
      const upload = async (part: Buffer): Promise<void> => {
        const partNumber = done.length + 1;
        const target = { bucketName: name, objectName: key, uploadID, partNumber, headers: {} };
        const { etag } = await this.client.uploadPart(target, part);
        done.push({ part: partNumber, etag });
        bytes += part.length;
      };
      await upload(firstPart);
      for await (const part of parts) await upload(part);
      await this.client.completeMultipartUpload(name, key, uploadID, done);
      return bytes;
    } catch (error) {
      // If the store is gone its own clean-up of abandoned uploads has to do; the object is not visible either way.
      await this.client.abortMultipartUpload(name, key, uploadID).catch(() => undefined);
      throw error;
    }
  }

  private nameOf(bucket: Bucket): string {
    return `${this.config.bucketPrefix}${bucket}`;
  }

  private async answer<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw objectStoreFailure(error);
    }
  }
}

function missing(bucket: Bucket, key: string, cause: unknown): PermanentError {
  return new PermanentError('object.not-found', `there is no object ${key} in ${bucket}`, { cause });
}
