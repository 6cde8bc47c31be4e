import { ClickHouseError } from '@clickhouse/client';
import { S3Error } from 'minio';
import { QueryFailedError } from 'typeorm';
import { clickhouseFailure } from '../clickhouse/clickhouse.errors';
import { objectStoreFailure } from '../object-store/object-store.errors';
import { postgresFailure } from '../postgres/postgres.errors';
import { DependencyDownError } from './errors';

const withCode = (code: string, message = 'message') => Object.assign(new Error(message), { code });
const clickhouse = (code: string) => new ClickHouseError({ code, message: 'message', type: 'TYPE' });
const s3 = (code: string) => Object.assign(new S3Error('message'), { code });
const query = (error: Error) => new QueryFailedError('SELECT 1', [], error);

const manyAddresses = Object.assign(new AggregateError([withCode('ECONNREFUSED')]), { code: 'X' });

describe('what counts as a dependency that is down', () => {
  it.each([
    ['postgres', postgresFailure, withCode('ECONNREFUSED')],
    ['postgres', postgresFailure, manyAddresses],
    ['postgres', postgresFailure, query(withCode('57P01'))],
    ['postgres', postgresFailure, query(withCode('08006'))],
    ['postgres', postgresFailure, withCode('53300')],
    ['postgres', postgresFailure, new Error('Connection terminated unexpectedly')],
    ['postgres', postgresFailure, new Error('Connection terminated due to connection timeout')],
    ['postgres', postgresFailure, new Error('timeout expired')],
    ['clickhouse', clickhouseFailure, clickhouse('60')],
    ['clickhouse', clickhouseFailure, clickhouse('81')],
    ['clickhouse', clickhouseFailure, clickhouse('999')],
    ['clickhouse', clickhouseFailure, new Error('Timeout error.')],
    ['clickhouse', clickhouseFailure, new Error('socket hang up')],
    ['clickhouse', clickhouseFailure, new Error('outer', { cause: withCode('ECONNRESET') })],
    ['object-store', objectStoreFailure, s3('SlowDown')],
    ['object-store', objectStoreFailure, s3('NoSuchBucket')],
    ['object-store', objectStoreFailure, new Error('Request failed after 0 retries: Error: 503')],
    ['object-store', objectStoreFailure, withCode('ENOTFOUND')],
  ])('%s: %# %o', (dependency, failure, error) => {
    const told = failure(error);
    expect(told).toBeInstanceOf(DependencyDownError);
    expect(told).toMatchObject({ dependency, cause: error });
  });

  it.each([
    [postgresFailure, query(withCode('23505', 'duplicate key'))],
    [postgresFailure, query(withCode('40001', 'serialization failure'))],
    [postgresFailure, 'not an error'],
    [clickhouseFailure, clickhouse('62')],
    [clickhouseFailure, clickhouse('241')],
    [clickhouseFailure, clickhouse('394')],
    [objectStoreFailure, s3('NoSuchKey')],
    [objectStoreFailure, s3('EntityTooLarge')],
    [objectStoreFailure, new DependencyDownError('clickhouse', 'the source is away')],
  ])('leaves other failures as they are: %# %o', (failure, error) => {
    expect(failure(error)).toBe(error);
  });
});
