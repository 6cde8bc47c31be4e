/** The parts of s3rver, which ships no types, that the object store uses. */
declare module 's3rver' {
  import type { RequestListener } from 'node:http';
  import type { Readable } from 'node:stream';

  namespace S3rver {
    interface Options {
      readonly directory: string;
      readonly silent: boolean;
      readonly vhostBuckets: boolean;
    }
    interface StoredObject {
      readonly bucket: string;
      readonly key: string;
      readonly content: Readable | Buffer;
      readonly metadata: Record<string, unknown>;
    }
    interface Stored {
      readonly size: number;
      readonly md5: string;
    }
    /** `stores/filesystem.js`. */
    interface Store {
      getBucketPath(bucket: string): string;
      getMetadata(bucket: string, key: string): Promise<Record<string, unknown> & { readonly etag: string }>;
      getResourcePath(bucket: string, key: string | undefined, resource: string): string;
      putMetadata(
        bucket: string,
        key: string,
        metadata: Record<string, unknown>,
        md5?: string,
      ): Promise<void>;
      copyObject(
        fromBucket: string,
        from: string,
        toBucket: string,
        to: string,
        replacement: Record<string, unknown> | null,
      ): Promise<Record<string, unknown>>;
      putObject(object: StoredObject): Promise<Stored>;
      putPart(bucket: string, uploadId: string, partNumber: number, content: Readable): Promise<Stored>;
    }
  }

  class S3rver {
    constructor(options: S3rver.Options);
    readonly store: S3rver.Store;
    callback(): RequestListener;
    on(event: 'error', listener: (error: Error) => void): this;
  }
  export = S3rver;
}

/** Accounts by access key, for the whole process. */
declare module 's3rver/lib/models/account' {
  export const DUMMY_ACCOUNT: {
    createKeyPair(accessKey: string, secretKey: string): void;
    revokeAccessKey(accessKey: string): void;
  };
}
