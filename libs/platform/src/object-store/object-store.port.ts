import type { Readable } from 'node:stream';

/** Buckets by what they hold; their real names carry the configured prefix (`S3_BUCKET_PREFIX`). */
export type Bucket = 'uploads' | 'exports' | 'reports' | 'claims' | 'membership';

export interface ObjectInfo {
  readonly size: number;
  readonly contentType: string | undefined;
}

/** An object as a list shows it. */
export interface ListedObject {
  readonly key: string;
  /** When it was written last. */
  readonly modifiedAt: Date;
}

/** A page of a bucket. */
export interface ObjectPage {
  /** In the order of their keys. */
  readonly objects: readonly ListedObject[];
  /** Whether there are more after the last one. */
  readonly more: boolean;
}

/** Objects of a page, at most; what one request to an S3 gives, and what one request deletes. */
export const OBJECTS_PER_PAGE = 1_000;

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
  /** Objects whose keys come after a key, `OBJECTS_PER_PAGE` at most. */
  abstract list(bucket: Bucket, after: string): Promise<ObjectPage>;
  /** Deletes the objects of a page; what is not there any more is no matter. */
  abstract deleteAll(bucket: Bucket, keys: readonly string[]): Promise<void>;
  /**
   * Gives up uploads in parts that began before a time and have not ended, a page of them: their writers were killed.
   * @returns how many there were.
   */
  abstract abortUploads(bucket: Bucket, before: Date): Promise<number>;
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
