import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DependencyDownError } from '../errors/errors';
import { clientOf } from './minio-client';
import { UploadSigner } from './upload-signer';

/** Answers as a store would: what differs between stores is whether they open sessions, and whether unsigned headers pass. */
class StoreForTest {
  sessions = false;
  strict = false;
  readonly policies: unknown[] = [];
  readonly requests: string[] = [];
  /** Of who asked for a session. */
  readonly tokens: { readonly sent: unknown; readonly authorization: string | undefined }[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<URL> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.requests.push(`${request.method} ${request.url?.split('?')[0]}`);
    if (request.method === 'POST' && request.url === '/') {
      const { authorization } = request.headers;
      this.tokens.push({ sent: request.headers['x-amz-security-token'], authorization });
      this.assumeRole(new URLSearchParams(body), response);
      return;
    }
    const hasUnsigned = 'x-amz-copy-source' in request.headers || 'x-amz-acl' in request.headers;
    response.writeHead(hasUnsigned && this.strict ? 403 : 200, { etag: '"1"' }).end('<DeleteResult/>');
  }

  private assumeRole(form: URLSearchParams, response: ServerResponse): void {
    if (!this.sessions)
      return void response.writeHead(405).end('<Error><Code>MethodNotAllowed</Code></Error>');
    this.policies.push(JSON.parse(form.get('Policy') ?? ''));
    const keys =
      '<AccessKeyId>narrow</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>';
    const result = `<AssumeRoleResult><Credentials>${keys}</Credentials></AssumeRoleResult>`;
    response.end(`<AssumeRoleResponse>${result}</AssumeRoleResponse>`);
  }
}

describe('UploadSigner', () => {
  let store: StoreForTest;
  let signer: UploadSigner;
  let endpoint: URL;

  beforeEach(async () => {
    store = new StoreForTest();
    endpoint = await store.start();
    signer = signerAt(endpoint);
  });
  afterEach(() => store.stop());

  function signerAt(url: URL, temporary: { readonly sessionToken?: string } = {}): UploadSigner {
    const publicEndpoint = new URL('https://files.example.com');
    const keys = { accessKey: 'own', secretKey: 'secret', region: 'us-east-1', ...temporary };
    const config = { endpoint: url, publicEndpoint, ...keys, bucketPrefix: '' };
    return new UploadSigner(config, clientOf(config, url));
  }

  it('signs with keys that may put this one object', async () => {
    store.sessions = true;
    const url = new URL(await signer.sign('uploads', 'a/b.csv', 3600));
    expect(url.origin + url.pathname).toBe('https://files.example.com/uploads/a/b.csv');
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^narrow\//);
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('t');
    expect(store.policies).toMatchObject([
      {
        Statement: [
          { Effect: 'Allow', Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::uploads/a/b.csv'] },
        ],
      },
    ]);
    expect(store.requests).toEqual(['POST /']);
  });

  it('asks for a session with the token of temporary keys, and signs with the token of the session', async () => {
    store.sessions = true;
    const url = new URL(
      await signerAt(endpoint, { sessionToken: 'of-own' }).sign('uploads', 'a/b.csv', 3600),
    );
    expect(store.tokens).toEqual([
      {
        sent: 'of-own',
        authorization: expect.stringMatching(/SignedHeaders=[^,]*;x-amz-security-token,/) as string,
      },
    ]);
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('t');
  });

  it('signs with the token of temporary keys where no unsigned header passes', async () => {
    store.strict = true;
    const url = new URL(await signerAt(endpoint, { sessionToken: 'of-own' }).sign('uploads', 'x', 3600));
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('of-own');
  });

  it('signs with its own keys where no unsigned header passes, and tries that once', async () => {
    store.strict = true;
    const url = new URL(await signer.sign('uploads', 'a/b.csv', 3600));
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^own\//);
    // What the trial has put is removed again.
    expect(store.requests.at(-1)).toBe('POST /uploads');
    store.requests.length = 0;
    await signer.sign('uploads', 'other', 3600);
    expect(store.requests).toEqual([]);
  });

  it('signs nothing where there are no sessions and unsigned headers pass', async () => {
    const expected = { status: 503, code: 'object-store.uploads-unsafe' };
    await expect(signer.sign('uploads', 'a/b.csv', 3600)).rejects.toMatchObject(expected);
    store.strict = true;
    await expect(signer.sign('uploads', 'a/b.csv', 3600)).resolves.toContain('https://files.example.com');
  });

  it('says that the store is away', async () => {
    const away = signerAt(new URL('http://127.0.0.1:1'));
    await expect(away.sign('uploads', 'x', 60)).rejects.toBeInstanceOf(DependencyDownError);
  });
});
