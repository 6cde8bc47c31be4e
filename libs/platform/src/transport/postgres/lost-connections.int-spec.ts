import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { Client } from 'pg';
import { DependencyDownError } from '../../errors/errors';
import { numbered, testTopic } from '../test-events-spec';
import { configOf, TransportFixture, waitUntil } from '../transport-fixture-spec';

describeWith(['postgres'], 'events over a Postgres that drops all connections', () => {
  let resource: TestResource;
  let fixture: TransportFixture;

  beforeAll(async () => {
    resource = await postgresForTest();
    fixture = new TransportFixture(configOf(resource));
  });

  afterAll(async () => {
    await fixture.dispose();
    await resource.dispose();
  });

  it('go on, in order, without a restart of the service', async () => {
    const topic = testTopic();
    const transport = await fixture.transport([topic]);
    const handled: number[] = [];
    let finishFirst: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (finishFirst = resolve));
    const strategy = await fixture.consume(transport, 'lost', topic, async ({ data }) => {
      handled.push(data.number);
      if (data.number === 1) await first;
    });
    const publish = async (number: number) => {
      await waitUntil('the publication', () =>
        transport.publisher.publish(topic, [numbered(topic, 'a', number)]).then(
          () => true,
          (error: unknown) => {
            if (error instanceof DependencyDownError) return false;
            throw error;
          },
        ),
      );
    };
    await publish(1);
    await waitUntil('the first event', () => handled.length === 1);
    await dropConnections();
    finishFirst();
    await publish(2);
    await publish(3);
    await waitUntil('the other events', () => handled.includes(3));
    expect(handled).toEqual([1, 2, 3]);
    await waitUntil('the listener', () => strategy.isConsuming());
  });

  async function dropConnections(): Promise<void> {
    const client = new Client({ connectionString: resource.env.POSTGRES_URL });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await client.end();
  }
});
