import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempFolder } from '../temp-folder';

const run = promisify(execFile);
const DAYS = '2';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Files (PEM) of an authority that nobody knows, and of a server on this machine for which it has signed. */
export interface TestCertificates {
  readonly ca: string;
  readonly cert: string;
  /** PKCS #8, unencrypted. */
  readonly key: string;
  dispose(): Promise<void>;
}

/** By which tests reach servers. */
const LOCAL_NAMES = 'DNS:localhost,IP:127.0.0.1';

/** Made by `openssl` on the spot: a certificate in the repository would expire. For suites of `describeWithTls`. */
export async function certificatesForTest(names = LOCAL_NAMES): Promise<TestCertificates> {
  const folder = await tempFolder();
  const file = (name: string) => join(folder.path, name);
  const openssl = (args: readonly string[]) => run('openssl', [...args], { cwd: folder.path });
  const authority = ['-x509', '-days', DAYS, '-subj', '/CN=Muster test authority'];
  await openssl(['req', ...authority, ...NEW_KEY, '-keyout', 'ca.key', '-out', 'ca.pem']);
  const request = ['-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr'];
  await openssl(['req', ...NEW_KEY, ...request]);
  await writeFile(file('names.cnf'), `subjectAltName=${names}\n`);
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names.cnf'];
  await openssl(['x509', '-req', '-in', 'server.csr', '-days', DAYS, ...signed, '-out', 'server.pem']);
  return {
    ca: file('ca.pem'),
    cert: file('server.pem'),
    key: file('server.key'),
    dispose: () => folder.dispose(),
  };
}
