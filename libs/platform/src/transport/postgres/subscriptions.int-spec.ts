import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { Pool } from 'pg';
import { Log } from '../../logs/log';
import { createTables, subscribe } from './schema';

const log = Log.create('test', 'silent');
const GROUP = 'service';

/**
 * Two releases of a service share a database while replicas are replaced. The older one is simulated by its list of topics and its
 * generation: that is all in which they differ here, and building an old release takes minutes.
 */
describeWith(['postgres'], 'subscriptions of two releases', () => {
  let resource: TestResource;
  let pool: Pool;

  beforeAll(async () => {
    resource = await postgresForTest();
    pool = new Pool({ connectionString: resource.env.POSTGRES_URL });
    await createTables(pool);
  });
  afterAll(async () => {
    await pool.end();
    await resource.dispose();
  });
  beforeEach(() => pool.query('delete from events.subscription'));

  const starts = (generation: number, ...topics: string[]) =>
    subscribe(pool, log, GROUP, topics, { generation, forget: true });
  const subscribed = async (): Promise<string[]> => {
    const { rows } = await pool.query<{ topic: string }>(
      'select topic from events.subscription order by topic',
    );
    return rows.map(({ topic }) => topic);
  };

  it('are not forgotten by an old replica that starts again', async () => {
    await starts(1, 'a', 'b');
    await starts(2, 'a', 'b', 'c');
    await starts(1, 'a', 'b');
    expect(await subscribed()).toEqual(['a', 'b', 'c']);
  });

  it('are forgotten by the release that handles the topic no more', async () => {
    await starts(1, 'a', 'b');
    await starts(2, 'a');
    expect(await subscribed()).toEqual(['a']);
    // An old replica may still want it; the next start of a new one ends that.
    await starts(1, 'a', 'b');
    expect(await subscribed()).toEqual(['a', 'b']);
    await starts(2, 'a');
    expect(await subscribed()).toEqual(['a']);
  });

  it('are of the newest release that wants them', async () => {
    await starts(2, 'a', 'b');
    await starts(1, 'a', 'b');
    await starts(1, 'a');
    expect(await subscribed()).toEqual(['a', 'b']);
  });

  it('get a generation in tables that had none', async () => {
    await pool.query('alter table events.subscription drop column generation');
    await pool.query(
      `insert into events.subscription (topic, group_name, queue_schema) values ('old', $1, 's')`,
      [GROUP],
    );
    await createTables(pool);
    await starts(1, 'a');
    expect(await subscribed()).toEqual(['a']);
  });
});
