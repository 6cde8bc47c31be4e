import { killQuery } from './kill-query';

describe('killQuery', () => {
  it('finds queries by the ids that clients gave them', () => {
    expect(killQuery(`kill query WHERE query_id = 'query_id' OR startsWith(query_id, 'a') ASYNC`)).toBe(
      `kill query WHERE left(Settings['log_comment'], -37) = 'query_id' OR startsWith(left(Settings['log_comment'], -37), 'a') ASYNC`,
    );
  });

  it('leaves other conditions alone', () => {
    const text = `KILL QUERY WHERE user = 'x' -- query_id\n`;
    expect(killQuery(text)).toBe(text);
  });

  it.each(['SELECT query_id', 'KILL MUTATION WHERE query_id', 'KILL', ''])(
    'is not about other statements: %s',
    (text) => {
      expect(killQuery(text)).toBeUndefined();
    },
  );
});
