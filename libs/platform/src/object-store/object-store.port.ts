import type { Readable } from 'node:stream';

/** Buckets by what they hold; their real names carry the configured prefix (`S3_BUCKET_PREFIX`). */
export type Bucket = 'uploads' | 'exports' | 'reports' | 'claims' | 'membership';

export interface ObjectInfo {
  readonly size: number;
  readonly contentType: string | undefined;
}

/** Files on any S3. Every method throws DependencyDownError when the store does not answer. */
export abstract class ObjectStore {
  /** Writes an object whole or not at all; a stream goes up in parts at constant memory. Returns its size in bytes. */
  abstract put(
    bucket: Bucket,
    key: string,
    body: Readable | Buffer | string,
    contentType: string,
  ): Promise<number>;
  /** @throws PermanentError `object.not-found` when there is no such object. */
  abstract get(bucket: Bucket, key: string): Promise<Readable>;
  abstract stat(bucket: Bucket, key: string): Promise<ObjectInfo | undefined>;
  abstract delete(bucket: Bucket, key: string): Promise<void>;
  /**
   * Copies an object whole to another key of its bucket, whatever happens to the source meanwhile.
   * @throws PermanentError `object.not-found` when there is no such object.
   */
  abstract copy(bucket: Bucket, from: string, to: string): Promise<void>;
  /**
   * A URL, on the public endpoint, that puts this one object for some seconds, and with which nothing else can be read or written.
   * @throws ProblemError 503 `object-store.uploads-unsafe` when the store cannot give such a URL.
   */
  abstract presignPut(bucket: Bucket, key: string, seconds: number): Promise<string>;
  /** A URL, on the public endpoint, that answers GET for some seconds, with a download file name. */
  abstract presignGet(bucket: Bucket, key: string, seconds: number, fileName: string): Promise<string>;
}
