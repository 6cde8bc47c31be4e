import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import S3rver from 's3rver';
import { DUMMY_ACCOUNT } from 's3rver/lib/models/account';
import { LOOPBACK } from '../engine';
import type { RunningEngine } from '../engine';
import { keepObjectsWhole } from './whole-objects';

export interface ObjectStoreOptions {
  /** Where the objects lie; made when missing. */
  readonly folder: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The key pair that s3rver accepts out of the box. */
const WELL_KNOWN_ACCESS_KEY = 'S3RVER';

/** Starts an S3 endpoint on files, inside this process. */
export async function startObjectStore(options: ObjectStoreOptions): Promise<RunningEngine> {
  const buckets = join(options.folder, 'buckets');
  const incoming = join(options.folder, 'incoming');
  // Uploads that a killed process did not finish.
  await rm(incoming, { recursive: true, force: true });
  await mkdir(buckets, { recursive: true });
  await mkdir(incoming, { recursive: true });
  DUMMY_ACCOUNT.revokeAccessKey(WELL_KNOWN_ACCESS_KEY);
  DUMMY_ACCOUNT.createKeyPair(options.accessKey, options.secretKey);
  const s3 = new S3rver({ directory: buckets, silent: true, vhostBuckets: false });
  // A client that went away in the middle of its upload: it is told nothing, and nothing was stored.
  s3.on('error', () => undefined);
  keepObjectsWhole(s3.store, incoming);
  const handle = s3.callback();
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const refusal = refusalOf(request);
    if (refusal) refuse(response, refusal);
    else handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, LOOPBACK, resolve);
  });
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** s3rver answers anybody who sends no signature at all, and follows keys like `../x` out of its folder. */
function refusalOf(request: IncomingMessage): string | undefined {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const signed = request.headers.authorization !== undefined || /(?:^|&)X-Amz-Signature=/i.test(query);
  if (!signed) return 'AccessDenied';
  const segments = path.split(/\/|%2f/i).map((segment) => segment.replace(/%2e/gi, '.'));
  return segments.some((segment) => segment === '..' || segment === '.') ? 'InvalidURI' : undefined;
}

function refuse(response: ServerResponse, code: string): void {
  response.writeHead(code === 'AccessDenied' ? 403 : 400, { 'Content-Type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`);
}
