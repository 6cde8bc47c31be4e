import { ClickHouseError } from '@clickhouse/client';
import { DependencyDownError } from '@muster/platform';
import { isTooCostly } from './too-costly';

const answer = (code: string) => new ClickHouseError({ code, type: 'SOME_TYPE', message: 'text' });
const away = (cause: unknown) => new DependencyDownError('clickhouse', 'away', { cause });

describe('isTooCostly', () => {
  it.each([answer('159'), answer('241'), away(answer('252')), away(answer('243'))])('%s: yes', (error) => {
    expect(isTooCostly(error)).toBe(true);
  });

  it.each([
    answer('62'),
    answer('394'),
    away(answer('210')),
    away(new Error('connect ECONNREFUSED')),
    new Error('socket hang up'),
    'not an error',
  ])('%s: no', (error) => {
    expect(isTooCostly(error)).toBe(false);
  });
});
