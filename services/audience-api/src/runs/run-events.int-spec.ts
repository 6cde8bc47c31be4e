import type { RunResource } from '@muster/contracts';
import { describeWith, postgresForTest, waitFor, type TestResource } from '@muster/testing';
import { EventStreams } from '../http/event-streams';
import { ApiForTest } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };

interface Message {
  readonly id: string;
  readonly run: RunResource;
}

/** The events of a stream; comments are left out. */
function messages(text: string): Message[] {
  return text.split('\n\n').flatMap((block) => {
    const [, id] = /^id: (.*)$/m.exec(block) ?? [];
    const [, data] = /^data: (.*)$/m.exec(block) ?? [];
    return id === undefined || data === undefined ? [] : { id, run: JSON.parse(data) as RunResource };
  });
}

describeWith(['postgres'], 'the events of a run', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  /** Another replica, on the same database. */
  let replica: ApiForTest;
  let others: OtherServices;
  let organisation: { id: string; token: string };
  let audience: TestAudience;
  let run: RunResource;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    replica = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
    organisation = await api.organisation();
  });
  afterAll(async () => {
    await replica.stop();
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(async () => {
    audience = await others.createAudience(organisation, rule);
    run = (await others.runs(audience))[0]!;
  });

  /** A connection to a replica that a test reads, and breaks, itself. */
  async function connect(to: ApiForTest, lastSeen?: string) {
    const gone = new AbortController();
    const response = await fetch(`${await to.url()}/v1/runs/${run.id}/events`, {
      signal: gone.signal,
      headers: {
        authorization: `Bearer ${organisation.token}`,
        ...(lastSeen !== undefined && { 'last-event-id': lastSeen }),
      },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      response,
      leave: () => {
        gone.abort();
      },
      /** Reads until it has seen enough, or to the end. */
      read: async (isEnough: (seen: string) => boolean = () => false): Promise<string> => {
        while (reader && !isEnough(text)) {
          const { done, value } = await reader.read();
          if (done) break;
          text += value;
        }
        return text;
      },
    };
  }
  const states = (text: string) => messages(text).map(({ run: { state } }) => state);
  const has = (state: string) => (text: string) => states(text).includes(state as RunResource['state']);

  it('tell it as it is, then each change on whichever replica, until it has ended', async () => {
    const stream = await connect(replica);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    await stream.read(has('requested'));
    await others.hearRequested(audience, run);
    await stream.read(has('compiling'));
    await others.hearPlan(others.compiled(audience));
    await stream.read(has('queued'));
    const piece = { ...others.aboutRun(audience, run), piece: 0, pieces: 1, attempt: 1, worker: 'w' };
    const progress = { ...piece, shardsDone: 1, shards: 4 };
    await others.hearRun(others.runEvent(audience, run, 'audience.run.progressed.v1', progress));
    await stream.read(has('running'));
    await others.hearRun(others.completed(audience, run, 3));
    const text = await stream.read();
    expect(states(text)).toEqual(['requested', 'compiling', 'queued', 'running', 'completed']);
    const told = messages(text);
    expect(told[3]?.run.progress).toEqual({ shardsDone: 1, shards: 4 });
    expect(told.at(-1)?.run).toEqual(await others.run(audience, run.id));
  });

  it('go on after the last that was seen, on another replica, and repeat nothing', async () => {
    const first = await connect(api);
    const [seen] = messages(await first.read(has('requested')));
    first.leave();
    const second = await connect(replica, seen!.id);
    await second.read((text) => text.includes(': '));
    await others.hearPlan(others.compiled(audience));
    await second.read(has('queued'));
    await others.hearRun(others.completed(audience, run, 3));
    expect(states(await second.read())).toEqual(['queued', 'completed']);
  });

  it('are over for who has seen the end, and told once to who has not', async () => {
    await others.hearPlan(others.compiled(audience));
    await others.hearRun(others.completed(audience, run, 3));
    const [last, ...more] = messages(await (await connect(api)).read());
    expect(more).toEqual([]);
    expect(last?.run.state).toBe('completed');
    expect((await connect(replica, last!.id)).response.status).toBe(204);
  });

  it('leave nothing behind when the client goes away', async () => {
    const streams = replica.get(EventStreams);
    const connections = await Promise.all([connect(replica), connect(replica), connect(replica)]);
    await Promise.all(connections.map((stream) => stream.read(has('requested'))));
    expect(streams.open).toBe(3);
    for (const stream of connections) stream.leave();
    await waitFor(() => Promise.resolve(streams.open === 0 || undefined), {
      // Less than a heartbeat, by which they would be noticed at the latest.
      timeoutMs: 10_000,
      what: 'the streams to be closed',
    });
  });

  it('end when their replica is stopped', async () => {
    const stopping = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    const stream = await connect(stopping);
    await stream.read(has('requested'));
    await stopping.stop();
    expect(states(await stream.read())).toEqual(['requested']);
  });
});
