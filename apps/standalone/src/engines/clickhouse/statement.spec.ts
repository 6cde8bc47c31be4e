import { literal, readStatement } from './statement';

describe('reading a statement', () => {
  it.each([
    ['SELECT 1', 'select', undefined],
    ['SELECT 1 FORMAT JSONEachRow', 'select', 'JSONEachRow'],
    ['select 1 format CSV settings max_threads = 1', 'select', 'CSV'],
    ['SELECT 1 SETTINGS max_threads = 1 FORMAT CSV;', 'select', 'CSV'],
    ['-- FORMAT CSV\nSELECT 1 /* FORMAT TSV */', 'select', undefined],
    ["SELECT ' FORMAT CSV'", 'select', undefined],
    ['SELECT format FROM t', 'select', undefined],
    ['WITH 1 AS x SELECT x', 'select', undefined],
    ['(SELECT 1) UNION ALL (SELECT 2) FORMAT TSV', 'select', 'TSV'],
    ['CREATE TABLE t (a UInt8) ENGINE = Memory', 'other', undefined],
    ['SHOW TABLES FORMAT CSV', 'other', 'CSV'],
    ['INSERT INTO t SELECT 1', 'insert', undefined],
  ])('%s', (text, kind, format) => {
    expect(readStatement(text)).toMatchObject({ kind, format, rowsGoAt: undefined });
  });

  it.each([
    ['INSERT INTO t FORMAT JSONEachRow', 'INSERT INTO t |FORMAT JSONEachRow'],
    ['INSERT INTO d.t (a, b) FORMAT CSV', 'INSERT INTO d.t (a, b) |FORMAT CSV'],
    [
      'INSERT INTO t SETTINGS async_insert = 1 FORMAT CSV',
      'INSERT INTO t |SETTINGS async_insert = 1 FORMAT CSV',
    ],
    ['INSERT INTO t (format) VALUES', 'INSERT INTO t (format) |VALUES'],
    ['insert into `values` format CSV', 'insert into `values` |format CSV'],
  ])('finds where the rows of %s go', (text, expected) => {
    const { kind, rowsGoAt } = readStatement(text);
    expect(kind).toBe('insert');
    expect(`${text.slice(0, rowsGoAt)}|${text.slice(rowsGoAt)}`).toBe(expected);
  });

  it.each([
    'INSERT INTO t SELECT a FROM s SETTINGS max_threads = 1',
    "INSERT INTO t SELECT a FROM input('a UInt8') FORMAT CSV",
    "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
  ])('leaves %s to read its rows itself', (text) => {
    expect(readStatement(text)).toMatchObject({ kind: 'insert', rowsGoAt: undefined });
  });

  it('does not take the rows of an insert for SQL', () => {
    const rows = `{"a": "it's; SELECT"}\n`.repeat(3);
    expect(readStatement(`INSERT INTO t FORMAT JSONEachRow ${rows}`).kind).toBe('insert');
    expect(readStatement(`INSERT INTO t VALUES ('a;b'); `).kind).toBe('insert');
  });

  it.each([
    ['SELECT (SELECT 1)', true],
    ['WITH (SELECT max(a) FROM t) AS m SELECT a FROM t WHERE a = m', true],
    ['SELECT a FROM t WHERE a > (SELECT 1)', true],
    ['SELECT a FROM (SELECT 1 AS a)', false],
    ['SELECT a FROM t WHERE a IN (SELECT b FROM s)', false],
    ['WITH x AS (SELECT 1) SELECT * FROM x', false],
    ["SELECT '(SELECT 1)'", false],
    ['SELECT sum(rows) FROM (EXPLAIN ESTIMATE SELECT 1)', true],
    ["SELECT explain FROM t WHERE a = '(EXPLAIN'", false],
  ])('%s works before its first row: %s', (text, expected) => {
    expect(readStatement(text).worksAhead).toBe(expected);
  });

  it.each(['SELECT 1; SELECT 2', "SELECT ';' ; DROP TABLE t", 'CREATE TABLE a (b Int8); DROP TABLE c'])(
    'refuses a second statement: %s',
    (text) => {
      expect(() => readStatement(text)).toThrow('Multi-statements are not allowed');
    },
  );

  it.each(['SELECT 1;', 'SELECT 1; -- the end', "SELECT ';'", 'SELECT `a;b`, $x$ ; $x$'])(
    'takes %s for one',
    (text) => {
      expect(() => readStatement(text)).not.toThrow();
    },
  );

  // 200,000 literals: quadratic time would not end within the test's.
  it('reads a long statement', () => {
    const list = Array.from({ length: 200_000 }, (_, index) => `'id-${index}'`).join(',');
    expect(() => readStatement(`SELECT a FROM t WHERE a IN (${list})`)).not.toThrow();
  });
});

describe('a literal', () => {
  it('escapes what could end it', () => {
    expect(literal(`a'b\\c`)).toBe(`'a\\'b\\\\c'`);
  });
});
