import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import S3rver from 's3rver';
import { DUMMY_ACCOUNT } from 's3rver/lib/models/account';
import { LOOPBACK } from '../engine';
import type { RunningEngine } from '../engine';
import { confinePaths, leavesFolder } from './confined-paths';
import { isSigned, partsOf } from './signature-v4';
import type { KeyPair } from './signature-v4';
import { keepObjectsWhole } from './whole-objects';

export interface ObjectStoreOptions extends KeyPair {
  /** Where the objects lie; made when missing. */
  readonly folder: string;
  /** 0: any free port. */
  readonly port?: number;
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
  confinePaths(s3.store, buckets);
  keepObjectsWhole(s3.store, incoming);
  const handle = s3.callback();
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const refusal = refusalOf(request, options);
    if (refusal) refuse(response, refusal);
    else if (asksForUploads(request)) response.writeHead(200, XML).end(NO_UPLOADS);
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
    kill: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const XML = { 'Content-Type': 'application/xml' };
const NO_UPLOADS =
  '<?xml version="1.0" encoding="UTF-8"?>\n<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>';

/** Uploads in progress, which s3rver cannot list. Clients ask in order to go on with one; told of none, they begin anew. */
function asksForUploads({ method, url = '' }: IncomingMessage): boolean {
  return method === 'GET' && /^\/[^/?]+\/?\?(?:.*&)?uploads(?:=?&|=?$)/.test(url);
}

/** s3rver answers anybody who sends no signature or an invented one, and follows keys like `../x` out of its folder. */
function refusalOf(request: IncomingMessage, keys: KeyPair): 'AccessDenied' | 'InvalidURI' | undefined {
  if (leavesFolder(request, partsOf(request))) return 'InvalidURI';
  return isSigned(request, keys, new Date()) ? undefined : 'AccessDenied';
}

function refuse(response: ServerResponse, code: 'AccessDenied' | 'InvalidURI'): void {
  response.writeHead(code === 'AccessDenied' ? 403 : 400, XML);
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`);
}
