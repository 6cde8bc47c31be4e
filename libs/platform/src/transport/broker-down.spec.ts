import type { TransportConfig } from '../config/platform-config';
import { DependencyDownError } from '../errors/errors';
import { Log } from '../logs/log';
import { MemoryClaims, numbered, testTopic } from './test-events-spec';
import { createTransport } from './transport';

/** Nothing listens on port 1. */
const configs: TransportConfig[] = [
  { kind: 'kafka', connection: { brokers: ['127.0.0.1:1'] }, topicPrefix: '', sessionTimeoutMs: 10_000 },
  { kind: 'postgres', postgresUrl: 'postgres://nobody@127.0.0.1:1/none', topicPrefix: '' },
];

describe.each(configs)('a transport whose broker is down: $kind', (config) => {
  it('says so, whatever it is asked for', async () => {
    const topic = testTopic();
    const transport = createTransport({
      config,
      clientId: 'test',
      log: Log.create('test', 'silent'),
      claims: new MemoryClaims(),
    });
    const attempts = [
      transport.start([topic]),
      transport.checkHealth(),
      transport.publisher.publish(topic, [numbered(topic, 'a', 1)]),
      transport.deadLetters.list(topic, 1),
    ];
    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(DependencyDownError) });
    }
    await transport.close();
  });
});
