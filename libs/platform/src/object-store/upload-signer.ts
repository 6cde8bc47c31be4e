import type { Client } from 'minio';
import { isNativeError } from 'node:util/types';
import { randomUUID } from 'node:crypto';
import type { ObjectStoreConfig } from '../config/platform-config';
import { isConnectionError } from '../errors/connection-errors';
import { ProblemError } from '../errors/errors';
import { clientOf } from './minio-client';
import { objectStoreFailure } from './object-store.errors';
import { SessionProvider } from './session-provider';

/** How long the URL of the probe lives, in seconds. */
const PROBE_SECONDS = 60;
/** STS gives no session for less, in seconds. */
const SHORTEST_SESSION_SECONDS = 900;

interface Session {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string;
}

/**
 * Signs URLs that put one object and can do nothing else.
 *
 * A presigned URL does whatever its keys may do, and whoever holds it may add headers. MinIO does not insist that these are signed:
 * with the service's own keys, `x-amz-copy-source` copies any object into the caller's. Therefore the keys are those of a session
 * that may put this one object (STS AssumeRole). A store without sessions has to refuse unsigned headers, which is tried once; then
 * the service's own keys are as good. See ADR 30.
 */
export class UploadSigner {
  /** Whether the store has refused unsigned headers; tried until it has been seen once. */
  private isStrict = false;

  constructor(
    private readonly config: ObjectStoreConfig,
    /** With the service's own keys, at the endpoint that the service reaches. */
    private readonly client: Client,
  ) {}

  /** @throws ProblemError 503 `object-store.uploads-unsafe` when the store can give no URL that reaches one object only. */
  async sign(bucketName: string, key: string, seconds: number): Promise<string> {
    const session = this.isStrict ? undefined : await this.openSession(bucketName, key, seconds);
    if (session) return this.presign(this.config.publicEndpoint, session, bucketName, key, seconds);
    await this.assertStrict(bucketName);
    return this.presign(this.config.publicEndpoint, this.config, bucketName, key, seconds);
  }

  private async presign(
    endpoint: URL,
    { accessKey, secretKey, sessionToken }: Session,
    bucketName: string,
    key: string,
    seconds: number,
  ): Promise<string> {
    const { region, pathStyle = true } = this.config;
    const keys = {
      accessKey,
      secretKey,
      region,
      pathStyle,
      ...(sessionToken !== undefined && { sessionToken }),
    };
    return clientOf(keys, endpoint).presignedPutObject(bucketName, key, seconds);
  }

  /** Keys that may put one object; undefined when the store gives none. */
  private async openSession(bucketName: string, key: string, seconds: number): Promise<Session | undefined> {
    const { endpoint, accessKey, secretKey, region, sessionToken: ownToken } = this.config;
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:PutObject'], Resource: [`arn:aws:s3:::${bucketName}/${key}`] },
      ],
    };
    const provider = new SessionProvider({
      stsEndpoint: endpoint.href,
      ...{ accessKey, secretKey, region },
      ...(ownToken !== undefined && { sessionToken: ownToken }),
      durationSeconds: Math.max(seconds, SHORTEST_SESSION_SECONDS),
      policy: JSON.stringify(policy),
    });
    try {
      const session = await provider.getCredentials();
      const { sessionToken } = session;
      if (sessionToken === undefined) return undefined;
      return { accessKey: session.accessKey, secretKey: session.secretKey, sessionToken };
    } catch (error) {
      // The provider wraps what happened, and tells an answer of a store without sessions from nothing.
      if (isNativeError(error) && isConnectionError(error.cause)) throw objectStoreFailure(error.cause);
      return undefined;
    }
  }

  /** Tries, on objects of its own, whether the store refuses headers that nobody signed. */
  private async assertStrict(bucketName: string): Promise<void> {
    if (this.isStrict) return;
    const folder = `.probes/${randomUUID()}`;
    const [source, target] = [`${folder}/source`, `${folder}/target`];
    await this.client.putObject(bucketName, source, 'probe');
    try {
      const url = await this.presign(this.config.endpoint, this.config, bucketName, target, PROBE_SECONDS);
      const unsigned = { 'x-amz-copy-source': `/${bucketName}/${source}`, 'x-amz-acl': 'public-read' };
      for (const [header, value] of Object.entries(unsigned)) {
        const answer = await fetch(url, { method: 'PUT', headers: { [header]: value } });
        await answer.body?.cancel();
        if (answer.status < 400 || answer.status >= 500) throw unsafe(header, answer.status);
      }
    } finally {
      await this.client.removeObjects(bucketName, [source, target]);
    }
    this.isStrict = true;
  }
}

function unsafe(header: string, status: number): ProblemError {
  return new ProblemError(
    503,
    'object-store.uploads-unsafe',
    'the object store can give no upload URL that reaches one file only: it gives no session by AssumeRole to the ' +
      `keys of the service, and answers a PUT with the unsigned header ${header} with ${status}; ` +
      'with MinIO, let the service have the keys of a user, not those of a service account and not temporary keys',
  );
}
