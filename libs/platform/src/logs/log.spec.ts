import { Writable } from 'node:stream';
import { QueryFailedError } from 'typeorm';
import { runInContext } from '../context/execution-context';
import { Log } from './log';
import { NestLogger } from './nest-logger';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

function recording(level: 'info' | 'debug' = 'info'): { log: Log; lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  return {
    log: Log.create('calculator', level, sink),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('Log', () => {
  it('writes JSON with the service, and with the ids of the event in hand, also after an await', async () => {
    const { log, lines } = recording();
    log.info('idle', { shards: 3 });
    const context = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, eventId: 'e1', eventType: 'x.v1' };
    await runInContext(context, async () => {
      await Promise.resolve();
      log.child({ run: 'r1' }).warn('busy');
    });
    log.debug('below the level');
    expect(lines()).toEqual([
      { level: 'info', time: expect.any(String), service: 'calculator', message: 'idle', shards: 3 },
      {
        level: 'warn',
        time: expect.any(String),
        service: 'calculator',
        message: 'busy',
        run: 'r1',
        traceId,
        eventId: 'e1',
        eventType: 'x.v1',
      },
    ]);
  });

  it('writes errors with their stack and what caused them', () => {
    const { log, lines } = recording();
    log.error('failed', { error: new Error('outer', { cause: new Error('inner') }) });
    expect(lines()[0]).toMatchObject({
      error: { message: 'outer', stack: expect.any(String), cause: { message: 'inner' } },
    });
  });

  it('writes nothing else that an error of a driver carries', () => {
    const { log, lines } = recording();
    const driver = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(ada@example.com) already exists.',
      client: { password: 'hunter2' },
    });
    const failed = new QueryFailedError('INSERT INTO people VALUES ($1)', ['ada@example.com'], driver);
    log.error('failed', { error: new Error('outer', { cause: failed }) });
    log.error('failed', { error: new AggregateError([driver, 'text'], 'several') });
    log.error('failed', { error: { password: 'hunter2' } });
    const [one, several] = lines();
    expect(one).toMatchObject({
      error: {
        message: 'outer',
        cause: { type: 'QueryFailedError', message: 'duplicate key', code: '23505' },
      },
    });
    expect(several).toMatchObject({ error: { message: 'several', errors: [{ code: '23505' }] } });
    expect(JSON.stringify(lines())).not.toMatch(/hunter2|ada@example|INSERT/);
  });
});

describe('NestLogger', () => {
  it('turns the chatter of Nest into debug lines, and keeps its errors', () => {
    const { log, lines } = recording('debug');
    const nest = new NestLogger(log);
    nest.log('dependencies initialized', 'InstanceLoader');
    nest.error('it broke', 'Error: it broke\n  at x', 'ExceptionsHandler');
    expect(lines()).toMatchObject([
      { level: 'debug', message: 'dependencies initialized', source: 'InstanceLoader' },
      { level: 'error', message: 'it broke', source: 'ExceptionsHandler', stack: 'Error: it broke\n  at x' },
    ]);
  });
});
