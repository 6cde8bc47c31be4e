import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWith, kafkaForTest, postgresForTest, type TestResource } from '@muster/testing';
import { numbered, testTopic, type TestTopic } from './test-events-spec';
import { configOf, TransportFixture, waitUntil } from './transport-fixture-spec';

/** A consumer in a process of its own, from what was built. It never ends the handling of event 3, and event 7 kills it. */
const CHILD = `
const { defineEvent, defineTopic } = require('@muster/contracts');
const { z } = require('zod');
const { createTransport } = require(process.env.TRANSPORT_MODULE);
const { Log } = require(process.env.LOG_MODULE);
const transport = createTransport({
  config: JSON.parse(process.env.CONFIG), clientId: 'crash', log: Log.create('crash', 'silent'), claims: {},
  retry: { deaths: 2 },
});
const data = z.object({ number: z.number().int(), text: z.string().optional() });
const topic = defineTopic({
  name: process.env.TOPIC, summary: '', cleanup: 'delete', key: 'any', partitions: 4,
  events: [defineEvent('test.numbered.v1', '', data)],
});
const strategy = transport.strategy(process.env.GROUP);
strategy.addHandler(topic.name, (event) => {
  console.log(event.data.number);
  if (event.data.number === 7) process.kill(process.pid, 'SIGKILL');
  return event.data.number === 3 ? new Promise(() => {}) : Promise.resolve();
}, true, { topic, handles: 'event' });
transport.start([topic]).then(() => strategy.listen((error) => { if (error) throw error; }));
`;

describeWith(['kafka'], 'a killed consumer on Kafka', () => {
  handsItsWorkOver(kafkaForTest);
});
describeWith(['postgres'], 'a killed consumer on Postgres', () => {
  handsItsWorkOver(postgresForTest);
});

function handsItsWorkOver(resourceForTest: () => Promise<TestResource>): void {
  let resource: TestResource;
  let fixture: TransportFixture;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    resource = await resourceForTest();
    const config = configOf(resource);
    // A killed member of a group is missed sooner.
    fixture = new TransportFixture(config.kind === 'kafka' ? { ...config, sessionTimeoutMs: 2_000 } : config);
  });

  afterAll(async () => {
    child?.kill('SIGKILL');
    await fixture.dispose();
    await resource.dispose();
  });

  // Members of one group share their topics, so that each test has its own.
  const groupOf = (topic: TestTopic) => `crash-${topic.name}`;

  it('hands what it has not finished over to the next one, in order', async () => {
    const topic = testTopic();
    const transport = await fixture.transport([topic]);
    await transport.ensureSubscriptions([{ group: groupOf(topic), topics: [topic] }]);
    await transport.publisher.publish(topic, [numbered(topic, 'a', 1), numbered(topic, 'a', 2)]);
    await transport.publisher.publish(topic, [numbered(topic, 'a', 3), numbered(topic, 'a', 4)]);

    const handled: number[] = [];
    child = startChild(topic, handled);
    await waitUntil('the child to hang', () => handled.includes(3));
    await transport.publisher.publish(topic, [numbered(topic, 'a', 5)]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(handled).toEqual([1, 2, 3]);

    const after: number[] = [];
    await fixture.consume(transport, groupOf(topic), topic, async ({ data }) => {
      after.push(data.number);
    });
    await waitUntil('what the child has left', () => after.includes(5));
    // What was finished a moment before the kill may come again; nothing is left out, and the order holds.
    expect(after.slice(after.indexOf(3))).toEqual([3, 4, 5]);
    expect(after.slice(0, after.indexOf(3)).every((number) => number < 3)).toBe(true);
  });

  it('gives up an event that kills whoever begins it, and goes on behind it', async () => {
    const topic = testTopic();
    const transport = await fixture.transport([topic]);
    await transport.ensureSubscriptions([{ group: groupOf(topic), topics: [topic] }]);
    const numbers = [1, 7, 8];
    await transport.publisher.publish(
      topic,
      numbers.map((number) => numbered(topic, 'a', number)),
    );
    const handled: number[] = [];
    let deaths = 0;
    for (; !handled.includes(8); deaths++) {
      const started = startChild(topic, handled);
      child = started;
      const died = once(started, 'exit');
      await Promise.race([died, waitUntil('the event behind it', () => handled.includes(8))]);
    }
    child?.kill('SIGKILL');
    // The first death shows that starts have to be noted; two that were noted are enough here.
    expect(deaths - 1).toBe(3);
    expect(handled.filter((number) => number === 7)).toHaveLength(3);
    expect(await transport.deadLetters.list(topic, 10)).toMatchObject([
      { errorCode: 'handler.process-died', headers: { ce_id: numbered(topic, 'a', 7).id } },
    ]);
  });

  function startChild(topic: TestTopic, handled: number[]): ChildProcess {
    const dist = join(__dirname, '../../dist');
    const started = spawn(process.execPath, ['-e', CHILD], {
      cwd: __dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        CONFIG: JSON.stringify(fixture.config),
        TOPIC: topic.name,
        GROUP: groupOf(topic),
        TRANSPORT_MODULE: join(dist, 'transport/transport.js'),
        LOG_MODULE: join(dist, 'logs/log.js'),
      },
    });
    createInterface({ input: started.stdout }).on('line', (line) => handled.push(Number(line)));
    return started;
  }
}
