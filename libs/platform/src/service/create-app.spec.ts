import {
  Body,
  Controller,
  Get,
  Module,
  Post,
  UseGuards,
  type CanActivate,
  type INestApplication,
} from '@nestjs/common';
import { Writable } from 'node:stream';
import type { Server } from 'node:http';
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
    const unknown = await postText('{}').set('Content-Encoding', 'zip');
    expect(unknown.body).toMatchObject({ status: 415, code: 'request.unsupported-encoding' });
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

  it('goes on with the trace of the caller', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await request(server)
      .get('/trace')
      .set('traceparent', `00-${traceId}-00f067aa0ba902b7-01`);
    expect(answer.text).toContain(traceId);
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
