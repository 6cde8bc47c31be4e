import { DependencyDownError } from '../errors/errors';
import { createClickHouseDatabase } from './migrate-clickhouse';
import { RecordedClickHouse, type RawAnswer } from './recorded-clickhouse-fixture-spec';

const denied: RawAnswer = {
  status: '403 Forbidden',
  headers: ['X-ClickHouse-Exception-Code: 497'],
  body: 'Code: 497. DB::Exception: muster: Not enough privileges. (ACCESS_DENIED)\n',
};
const unknown: RawAnswer = {
  status: '404 Not Found',
  headers: ['X-ClickHouse-Exception-Code: 81'],
  body: 'Code: 81. DB::Exception: Database muster does not exist. (UNKNOWN_DATABASE)\n',
};

describe('an account that may not create databases', () => {
  let server: RecordedClickHouse;
  let isThere: boolean;
  const create = () => createClickHouseDatabase({ url: server.url, database: 'muster' });

  beforeEach(async () => {
    server = await RecordedClickHouse.start((url, body) => {
      if (body.includes('CREATE DATABASE')) return denied;
      return isThere || url.searchParams.get('database') !== 'muster' ? { body: '{"one":1}\n' } : unknown;
    });
  });

  afterEach(async () => server.stop());

  it('is enough where there is a database', async () => {
    isThere = true;
    await create();
    expect(server.bodies.filter((body) => body.includes('CREATE'))).toEqual([]);
  });

  it('waits for the database where there is none, and says what is missing', async () => {
    isThere = false;
    await expect(create()).rejects.toThrow('there is no database muster, and the account of CLICKHOUSE_URL');
    await expect(create()).rejects.toBeInstanceOf(DependencyDownError);
  });
});
