import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@muster/standalone/engines';
import type { EngineSource, FoundEngine } from './found-engine';
import { outputOf, RestartableProgram } from './programs';
import { cachedTool, exists, toolsCache } from './tools-cache';

const run = promisify(execFile);
/** The last version of MinIO before its repository was archived; it comes as source only. */
const MODULE = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';
const CACHED = 'minio-20260212201848';
const BUILD_TIMEOUT_MS = 15 * 60_000;
const START_PATIENCE_MS = 30_000;

/**
 * MinIO from a binary: on the PATH, or in the cache of tools. It is built into the cache, once, where Go is, but only when
 * `MUSTER_BUILD_MINIO=1` or `CI` asks for it: that takes minutes, too many for the first `npm test` of a newcomer.
 */
export const localMinio: EngineSource = {
  name: 'minio binary',
  find: async (folder): Promise<FoundEngine | string> => {
    const binary = await findBinary();
    if (binary === undefined) {
      return 'neither on the PATH nor in the cache (MUSTER_BUILD_MINIO=1 builds it, given Go)';
    }
    return start(binary, join(folder, 'minio'));
  },
};

async function findBinary(): Promise<string | undefined> {
  if ((await outputOf('minio', ['--version'])) !== undefined) return 'minio';
  const cached = join(toolsCache(), CACHED, 'minio');
  if (await exists(cached)) return cached;
  const wanted = process.env['MUSTER_BUILD_MINIO'] === '1' || process.env['CI'] !== undefined;
  if (!wanted || (await outputOf('go', ['version'])) === undefined) return undefined;
  process.stdout.write(`object store: building MinIO into ${toolsCache()}, once; this takes minutes\n`);
  await cachedTool(CACHED, async (aside) => {
    await run('go', ['install', MODULE], {
      env: { ...process.env, GOBIN: aside, CGO_ENABLED: '0' },
      timeout: BUILD_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
  });
  return cached;
}

async function start(binary: string, folder: string): Promise<FoundEngine> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const credentials = { accessKey: 'muster-tests', secretKey: randomBytes(16).toString('hex') };
  const server = await RestartableProgram.start({
    program: binary,
    args: ['server', '--quiet', '--address', `127.0.0.1:${port}`, join(folder, 'data')],
    env: {
      MINIO_ROOT_USER: credentials.accessKey,
      MINIO_ROOT_PASSWORD: credentials.secretKey,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
    },
    log: join(folder, 'minio.log'),
    isReady: async () => (await fetch(`${url}/minio/health/live`)).ok,
    patienceMs: START_PATIENCE_MS,
  });
  return {
    took: 'MinIO, local binary',
    real: true,
    env: {
      TEST_S3_URL: url,
      TEST_S3_ACCESS_KEY: credentials.accessKey,
      TEST_S3_SECRET_KEY: credentials.secretKey,
    },
    get pids() {
      return server.pids;
    },
    stop: () => server.stop(),
    restart: () => server.restart(),
  };
}
