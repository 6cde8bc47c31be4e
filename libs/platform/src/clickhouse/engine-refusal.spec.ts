import { ClickHouseError } from '@clickhouse/client';
import { engineRefusal } from './engine-refusal';

const answer = (code: string, type: string, message = 'text of the engine') =>
  new ClickHouseError({ code, type, message });

describe('engineRefusal', () => {
  it('takes an error of the statement as final, and does not repeat the statement', () => {
    expect(engineRefusal(answer('62', 'SYNTAX_ERROR', 'In scope SELECT secret'))).toEqual({
      kind: 'refused-by-engine',
      message: 'the engine refused the statement: SYNTAX_ERROR (62)',
    });
  });

  it('takes an error that it does not know as final', () => {
    expect(engineRefusal(answer('99999', 'SOMETHING_NEW'))?.kind).toBe('refused-by-engine');
  });

  it('tells the time limit apart', () => {
    expect(engineRefusal(answer('159', 'TIMEOUT_EXCEEDED'))?.kind).toBe('time-limit');
  });

  it.each([
    ['Query memory limit exceeded: would use 12.00 MiB', 'memory-limit'],
    ['Memory limit (for query) exceeded: would use 9.31 GiB', 'memory-limit'],
    ['(total) memory limit exceeded: would use 9.31 GiB', undefined],
    ['User memory limit exceeded: would use 9.31 GiB', undefined],
  ])('memory: %s → %s', (message, kind) => {
    expect(engineRefusal(answer('241', 'MEMORY_LIMIT_EXCEEDED', message))?.kind).toBe(kind);
  });

  it.each([
    ['Unknown expression or function identifier `p_number_cf38d95c9c6b1d9d` in scope SELECT 1', undefined],
    ["Missing columns: 'p_time_cf38d95c9c6b1d9d' while processing query: 'SELECT 1'", undefined],
    [
      "Unknown expression identifier `nonsense` in scope SELECT 'p_number_cf38d95c9c6b1d9d'",
      'refused-by-engine',
    ],
    ['Unknown expression identifier `p_number_cf38` in scope SELECT 1', 'refused-by-engine'],
  ])('a column that its owner is going to add: %s → %s', (message, kind) => {
    expect(engineRefusal(answer('47', 'UNKNOWN_IDENTIFIER', message))?.kind).toBe(kind);
  });

  it.each([
    answer('216', 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING'),
    answer('252', 'TOO_MANY_PARTS'),
    answer('394', 'QUERY_WAS_CANCELLED'),
    answer('395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'),
    new Error('socket hang up'),
    'not an error',
  ])('leaves %s to be retried', (error) => {
    expect(engineRefusal(error)).toBeUndefined();
  });
});
