import {
  Body,
  Controller,
  Get,
  Ip,
  Module,
  Post,
  UseGuards,
  type CanActivate,
  type INestApplication,
} from '@nestjs/common';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { currentContext } from '../context/execution-context';
import { DependencyDownError, ProblemError } from '../errors/errors';
import { HealthChecks, type HealthCheck } from '../health/health-checks';
import { Log } from '../logs/log';
import { Metrics } from '../metrics/metrics';
import { createApp } from './create-app';

/** As a guard that looks a token up in a database which is slow to connect. */
class SlowDatabaseGuard implements CanActivate {
  canActivate(): Promise<boolean> {
    return Promise.reject(new Error('Connection terminated due to connection timeout'));
  }
}

/** As a guard that knows no token at all. */
class StrictGuard implements CanActivate {
  canActivate(): boolean {
    throw new ProblemError(401, 'authentication.required', 'send a token');
  }
}

@Controller()
class EchoController {
  @Post('echo')
  echo(@Body() body: unknown): unknown {
    return { body };
  }

  @Get('trace')
  trace(): unknown {
    return { traceparent: currentContext()?.traceparent };
  }

  @Post('trace')
  tracePost(): unknown {
    return this.trace();
  }

  @Post('private')
  @UseGuards(StrictGuard)
  private(): void {
    throw new Error('the guard lets nobody through');
  }

  @Get('address')
  address(@Ip() address: string): string {
    return address;
  }

  @Get('limited')
  limited(): never {
    throw new ProblemError(429, 'request.too-many', 'too many', [], 7);
  }

  @Get('problem')
  problem(): never {
    const errors = [{ code: 'rule.empty', pointer: '/rule', message: 'empty' }];
    throw new ProblemError(422, 'rule.invalid', 'the rule has errors', errors);
  }

  @Get('down')
  down(): never {
    throw new DependencyDownError('clickhouse', 'connection to 10.0.0.1 refused');
  }

  @Get('postgres-down')
  postgresDown(): never {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
  }

  @Get('guarded')
  @UseGuards(SlowDatabaseGuard)
  guarded(): void {
    throw new Error('the guard lets nobody through');
  }

  @Get('broken')
  broken(): never {
    throw new Error('the password is hunter2');
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

describe('the HTTP edge of a service', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const dependency: HealthCheck & { down: boolean } = {
    name: 'clickhouse',
    down: false,
    check: () =>
      dependency.down
        ? Promise.reject(new DependencyDownError('clickhouse', 'ClickHouse does not answer'))
        : Promise.resolve(),
  };
  const health = new HealthChecks([dependency]);
  let app: INestApplication;
  let server: Server;

  beforeAll(async () => {
    const log = Log.create('echo', 'info', sink);
    app = await createApp([{ module: EchoModule }], { log, metrics: new Metrics('echo'), health });
    await app.init();
    server = app.getHttpServer() as Server;
  });

  afterAll(() => app.close());

  /** Sends bytes as they are; `send` would turn a buffer into JSON. */
  const postText = (text: string | Buffer, type = 'application/json') => {
    const post = request(server).post('/echo').set('Content-Type', type);
    return Buffer.isBuffer(text) ? post.serialize(() => text as unknown as string).send({}) : post.send(text);
  };

  it('answers JSON, and keeps numbers that a double would change', async () => {
    const answer = await postText('{"amount": 12345678901234567.01, "n": 5}');
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ body: { amount: '12345678901234567.01', n: 5 } });
  });

  it('reads gzip, and limits what comes out of it', async () => {
    const small = postText(gzipSync('{"a":1}')).set('Content-Encoding', 'gzip');
    expect((await small).body).toEqual({ body: { a: 1 } });
    const bomb = postText(gzipSync(`"${'a'.repeat(5_000_000)}"`)).set('Content-Encoding', 'gzip');
    expect((await bomb).body).toMatchObject({ status: 413, code: 'request.too-large' });
  });

  it.each([
    ['{"a":', 400, 'request.malformed-json'],
    ['{"a":1} x', 400, 'request.malformed-json'],
    [Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, 'request.malformed-json'],
    ['['.repeat(10_000) + ']'.repeat(10_000), 400, 'request.too-deep'],
    ['['.repeat(10_000), 400, 'request.too-deep'],
    [`"${'a'.repeat(5_000_000)}"`, 413, 'request.too-large'],
  ])('refuses the body %#', async (body, status, code) => {
    const answer = await postText(body);
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ type: `urn:muster:problem:${code}`, status, code });
  });

  it('takes 64 levels', async () => {
    expect((await postText('['.repeat(64) + ']'.repeat(64))).status).toBe(201);
  });

  it.each([
    ['text/plain', 'request.unsupported-media-type'],
    ['application/json; charset=iso-8859-1', 'request.unsupported-charset'],
  ])('refuses the content type %s', async (type, code) => {
    expect((await postText('{}', type)).body).toMatchObject({ status: 415, code });
  });

  it('refuses an unknown encoding and one that is broken', async () => {
    for (const encoding of ['zip', 'constructor']) {
      const unknown = await postText('{}').set('Content-Encoding', encoding);
      expect(unknown.body).toMatchObject({ status: 415, code: 'request.unsupported-encoding' });
    }
    const broken = await postText('{}').set('Content-Encoding', 'gzip');
    expect(broken.body).toMatchObject({ status: 400, code: 'request.unreadable-body' });
  });

  it('refuses fields that would replace a prototype, with their pointers', async () => {
    const answer = await postText('{"a/b":[{"__proto__":{"admin":true}}], "x": {"\\u005f_proto__": 1}}');
    expect(answer.body).toMatchObject({
      status: 400,
      code: 'request.unknown-field',
      errors: [{ pointer: '/a~1b/0/__proto__' }, { pointer: '/x/__proto__' }],
    });
  });

  it('answers problems with all their errors', async () => {
    const answer = await request(server).get('/problem');
    expect(answer.body).toEqual({
      type: 'urn:muster:problem:rule.invalid',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'rule.invalid',
      detail: 'the rule has errors',
      errors: [{ code: 'rule.empty', pointer: '/rule', message: 'empty' }],
    });
  });

  it.each(['/down', '/postgres-down', '/guarded'])(
    'answers 503 when a dependency is down: %s',
    async (path) => {
      const answer = await request(server).get(path);
      expect(answer.body).toMatchObject({ status: 503, code: 'dependency.unavailable' });
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.text).not.toContain('10.0.0.1');
    },
  );

  it('tells nothing of what nobody expected, and logs it', async () => {
    const answer = await request(server).get('/broken');
    expect(answer.body).toMatchObject({ status: 500, code: 'internal' });
    expect(answer.text).not.toContain('hunter2');
    expect(lines.join('')).toContain('hunter2');
  });

  it.each(['/nowhere', '/constructor', '/%E0%A4%A'])('answers %s with a problem', async (path) => {
    const answer = await request(server).get(path);
    expect(answer.type).toBe('application/problem+json');
    expect([400, 404]).toContain(answer.status);
  });

  it('goes on with the trace of the caller, also when there is a body to wait for', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const read = await request(server).get('/trace').set('traceparent', traceparent);
    expect(read.text).toContain(traceId);
    const sent = await request(server).post('/trace').set('traceparent', traceparent).send({ a: 1 });
    expect(sent.text).toContain(traceId);
  });

  it('believes an address that a proxy tells of when it is a trusted one', async () => {
    const addressOf = async (trustedProxies?: string[]) => {
      const edge = { log: Log.create('echo', 'silent'), metrics: new Metrics('echo'), health };
      const other = await createApp([{ module: EchoModule }], {
        ...edge,
        ...(trustedProxies && { trustedProxies }),
      });
      await other.init();
      const answer = await request(other.getHttpServer() as Server)
        .get('/address')
        .set('X-Forwarded-For', '203.0.113.7');
      await other.close();
      return answer.text;
    };
    expect(await addressOf(['127.0.0.0/8', '::ffff:127.0.0.0/104'])).toBe('203.0.113.7');
    expect(await addressOf(['10.0.0.0/8'])).not.toBe('203.0.113.7');
    expect(await addressOf()).not.toBe('203.0.113.7');
  });

  it('says when to try again', async () => {
    expect((await request(server).get('/limited')).headers['retry-after']).toBe('7');
  });

  it('lets nobody keep or frame an answer', async () => {
    for (const path of ['/trace', '/nowhere']) {
      const { headers } = await request(server).get(path).set('Origin', 'https://elsewhere.example');
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it.each([
    ['many fields', `[${'{"__proto__":1},'.repeat(60_000)}1]`],
    ['nested fields', `[${`${'{"__proto__":'.repeat(60)}1${'}'.repeat(60)},`.repeat(1_200)}1]`],
    ['long fields', `[${`{"${'x'.repeat(9_000)}":{"__proto__":1}},`.repeat(100)}1]`],
    ['one very long field', `{"${'x'.repeat(900_000)}":{"__proto__":1}}`],
    ['escaped fields', `[${'{"\\u005f_proto__":1},'.repeat(45_000)}1]`],
  ])('answers a large body of bad fields with a small problem: %s', async (_, body) => {
    const answer = await postText(body);
    expect(answer.body).toMatchObject({ status: 400, code: 'request.unknown-field' });
    expect(answer.body.errors.length).toBeLessThanOrEqual(100);
    expect(answer.text.length).toBeLessThan(300_000);
  });

  describe('on the wire', () => {
    let port: number;

    beforeAll(async () => {
      await app.listen(0, '127.0.0.1');
      ({ port } = server.address() as AddressInfo);
    });

    /** Sends lines, and a body only when it is given; resolves with all that comes back when the server closes. */
    async function send(lines: readonly string[], body = ''): Promise<string> {
      const socket = connect(port, '127.0.0.1');
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
      return text(socket);
    }
    const post = (path: string, ...headers: string[]) => [
      `POST ${path} HTTP/1.1`,
      'Host: localhost',
      'Content-Type: application/json',
      ...headers,
    ];

    it('refuses a request without a token before its body has come', async () => {
      const answers = await Promise.all([
        send(post('/private', 'Content-Length: 100000000000')),
        send(post('/private', 'Transfer-Encoding: chunked')),
        send(post('/private', 'Content-Length: 1000', 'Expect: 100-continue')),
      ]);
      for (const answer of answers) {
        expect(answer).toMatch(/^HTTP\/1.1 401 /);
        expect(answer).toContain('"code":"authentication.required"');
      }
    });

    it('does not look at the body of a request without a token', async () => {
      const answer = await send(post('/private', 'Content-Length: 5', 'Connection: close'), '{"a":');
      expect(answer).toContain('"code":"authentication.required"');
    });

    it('refuses a body that is too long before it has come', async () => {
      const answer = await send(post('/echo', 'Content-Length: 100000000000'));
      expect(answer).toMatch(/^HTTP\/1.1 413 /);
      expect(answer).toContain('"code":"request.too-large"');
    });

    it('asks for a body that it wants', async () => {
      const socket = connect(port, '127.0.0.1');
      const lines = post('/echo', 'Content-Length: 7', 'Expect: 100-continue', 'Connection: close');
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      const [first] = (await once(socket, 'data')) as [Buffer];
      expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
      socket.write('{"a":1}');
      expect(await text(socket)).toContain('{"body":{"a":1}}');
    });

    it.each([
      [
        'a character that no header may have',
        post('/echo', 'Idempotency-Key: \x7f'),
        400,
        'request.malformed',
      ],
      ['no HTTP', ['hello'], 400, 'request.malformed'],
      ['an unknown method', ['BREW /echo HTTP/1.1', 'Host: x'], 400, 'request.malformed'],
      ['two lengths', post('/echo', 'Content-Length: 1', 'Content-Length: 2'), 400, 'request.malformed'],
      ['no host', ['GET /trace HTTP/1.1', 'Connection: close'], 400, 'request.malformed'],
      ['large headers', post('/echo', `X: ${'x'.repeat(20_000)}`), 431, 'request.headers-too-large'],
      ['an unknown expectation', post('/echo', 'Expect: the-worst'), 417, 'request.unsupported-expectation'],
    ] as const)('answers %s with a problem', async (_, lines, status, code) => {
      const answer = await send(lines);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(head).toMatch(/content-type: application\/problem\+json/i);
      const json = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
      expect(JSON.parse(json)).toMatchObject({
        type: `urn:muster:problem:${code}`,
        status,
        code,
        errors: [],
      });
    });

    it('goes on after a client that hung up in the middle of a body', async () => {
      for (const encoding of ['identity', 'gzip']) {
        const socket = connect(port, '127.0.0.1');
        const lines = post('/echo', 'Content-Length: 1000', `Content-Encoding: ${encoding}`);
        socket.write(`${lines.join('\r\n')}\r\n\r\n{"a"`);
        await once(socket, 'ready');
        socket.destroy();
      }
      expect((await request(server).get('/trace')).status).toBe(200);
    });
  });

  it('is live, ready and measured', async () => {
    expect((await request(server).get('/health/live')).status).toBe(200);
    expect((await request(server).get('/health/ready')).body).toEqual({
      ready: true,
      checks: { clickhouse: { up: true } },
    });
    dependency.down = true;
    const notReady = await request(server).get('/health/ready');
    expect(notReady.status).toBe(503);
    expect(notReady.body).toMatchObject({
      checks: { clickhouse: { up: false, reason: 'ClickHouse does not answer' } },
    });
    expect((await request(server).get('/metrics')).text).toContain('muster_http_request_seconds_count');
  });
});
