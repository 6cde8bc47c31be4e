import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AUTHENTICATION_FAILED, EngineError, httpStatusOf, toEngineError } from './engine-error';
import { header, readRequest } from './request';
import { runStatement } from './run-statement';
import type { Engine } from './run-statement';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Statements and parameters may stand in the URL; ClickHouse's own limit (`http_max_uri_size`). */
const MAX_HEADER_BYTES = 1024 * 1024;
/** Longer than clients keep an idle connection (@clickhouse/client: 2.5 s), so that the client closes first. */
const KEEP_ALIVE_MS = 10_000;

/** ClickHouse's HTTP interface over the embedded engine, as far as `@clickhouse/client` needs it. */
export function createClickHouseServer(engine: Engine, credentials: Credentials): Server {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0 }, (message, response) => {
    void respond(engine, credentials, message, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function respond(
  engine: Engine,
  credentials: Credentials,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (message.url ?? '/').split('?', 1)[0];
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  response.setHeader('X-ClickHouse-Server-Display-Name', 'muster');
  if (path === '/ping' || path === '/replicas_status') {
    response.end('Ok.\n');
    return;
  }
  try {
    if (path !== '/') {
      response.writeHead(404).end(`There is no handle ${String(path)}\n`);
      return;
    }
    authenticate(message, credentials);
    await runStatement(engine, await readRequest(message, randomUUID), message, response);
  } catch (thrown) {
    refuse(response, toEngineError(thrown));
  } finally {
    // What is left of a body that nobody reads would keep the connection from being used again.
    message.resume();
  }
}

function refuse(response: ServerResponse, error: EngineError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.removeHeader('Content-Encoding');
  response.setHeader('X-ClickHouse-Exception-Code', String(error.code));
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  if (error.code === AUTHENTICATION_FAILED)
    response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse"');
  response.writeHead(httpStatusOf(error.code)).end(`${error.message}\n`);
}

/** By basic authentication, headers, or arguments of the URL: the three ways of ClickHouse. */
function authenticate(message: IncomingMessage, expected: Credentials): void {
  const basic = /^Basic (.+)$/i.exec(header(message, 'authorization') ?? '')?.[1];
  const [user, ...password] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : [];
  const url = new URL(message.url ?? '/', 'http://localhost').searchParams;
  const given = {
    user: user ?? header(message, 'x-clickhouse-user') ?? url.get('user') ?? 'default',
    password: basic ? password.join(':') : (header(message, 'x-clickhouse-key') ?? url.get('password') ?? ''),
  };
  if (equal(given.user, expected.user) && equal(given.password, expected.password)) return;
  throw new EngineError(
    `Code: ${AUTHENTICATION_FAILED}. DB::Exception: ${given.user}: Authentication failed: password is incorrect, ` +
      'or there is no user with such name. (AUTHENTICATION_FAILED)',
  );
}

/** Compares in constant time, whatever the lengths. */
function equal(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
