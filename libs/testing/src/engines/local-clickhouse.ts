import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { freePort } from '@muster/standalone/engines';
import type { EngineSource, FoundEngine } from './found-engine';
import { RestartableProgram } from './programs';
import { exists } from './tools-cache';

const SERVER = resolve(__dirname, '../../clickhouse/server.mjs');
const START_PATIENCE_MS = 30_000;
const USER = 'muster';

/**
 * A ClickHouse server out of the library that the npm package `chdb` ships: HTTP and native protocol, users, `remote()`,
 * Distributed tables, S3 disks; no Replicated tables and no Keeper. It is up in 0.3 s and takes 230 MB. Unlike standalone's own
 * server in front of the same engine it answers as production does: streams that fail late, progress headers, `KILL QUERY`, settings.
 */
export const localClickHouse: EngineSource = {
  name: "chdb's library as a server",
  find: async (folder): Promise<FoundEngine | string> => {
    const library = findLibrary();
    if (library === undefined || !(await exists(library))) return 'chdb has no library for this platform';
    return start(library, join(folder, 'clickhouse-server'));
  },
};

function findLibrary(): string | undefined {
  const variant = process.platform === 'linux' ? '-gnu' : '';
  try {
    const binding = require.resolve(`@chdb/lib-${process.platform}-${process.arch}${variant}`);
    return join(dirname(binding), 'libchdb.so');
  } catch {
    return undefined;
  }
}

async function start(library: string, folder: string): Promise<FoundEngine> {
  await mkdir(folder, { recursive: true });
  const [httpPort, tcpPort] = [await freePort(), await freePort()];
  const password = randomBytes(12).toString('hex');
  const [config, users] = [join(folder, 'config.xml'), join(folder, 'users.xml')];
  await writeFile(config, serverConfig({ folder, users, httpPort, tcpPort }));
  await writeFile(users, usersConfig(password));
  const server = await RestartableProgram.start({
    program: process.execPath,
    args: [SERVER, library, config, join(folder, 'data')],
    // Days and times are computed in UTC wherever the machine stands.
    env: { TZ: 'UTC' },
    log: join(folder, 'output.log'),
    isReady: async () => (await fetch(`http://127.0.0.1:${httpPort}/ping`)).ok,
    patienceMs: START_PATIENCE_MS,
  });
  return {
    took: "ClickHouse server, chdb's library",
    real: true,
    env: { TEST_CLICKHOUSE_URL: `http://${USER}:${password}@127.0.0.1:${httpPort}` },
    get pids() {
      return server.pids;
    },
    stop: () => server.stop(),
    restart: () => server.restart(),
  };
}

interface Layout {
  readonly folder: string;
  readonly users: string;
  readonly httpPort: number;
  readonly tcpPort: number;
}

/** A connection is kept longer than a loaded machine may keep a client from noticing that it is idle. */
function serverConfig({ folder, users, httpPort, tcpPort }: Layout): string {
  return `<clickhouse>
  <logger><level>warning</level><log>${join(folder, 'server.log')}</log></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${httpPort}</http_port>
  <tcp_port>${tcpPort}</tcp_port>
  <timezone>UTC</timezone>
  <keep_alive_timeout>120</keep_alive_timeout>
  <user_directories><users_xml><path>${users}</path></users_xml></user_directories>
</clickhouse>
`;
}

/** `default` is the user of the statements that start the server; nobody reaches it over the network. */
function usersConfig(password: string): string {
  return `<clickhouse>
  <users>
    <default><password></password><networks><ip>::1</ip></networks><profile>default</profile><quota>default</quota></default>
    <${USER}>
      <password>${password}</password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <access_management>1</access_management>
    </${USER}>
  </users>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
</clickhouse>
`;
}
