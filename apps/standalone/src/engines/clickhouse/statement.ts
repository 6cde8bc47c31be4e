import { EngineError } from './engine-error';
import { tokens } from './lexer';
import type { Token } from './lexer';

/** What the server has to know of a statement before the engine sees it. */
export interface Statement {
  readonly text: string;
  readonly kind: 'select' | 'insert' | 'other';
  /** Of the FORMAT clause; undefined when there is none. */
  readonly format: string | undefined;
  /** Where `FROM INFILE '…'` goes in an INSERT whose rows are still to come; undefined for every other statement. */
  readonly rowsGoAt: number | undefined;
  /**
   * Whether the engine has work to do before the first row, on the thread that asks: to run scalar subqueries, or to plan what an
   * EXPLAIN in it explains.
   */
  readonly worksAhead: boolean;
}

const READS = new Set(['SELECT', 'WITH']);
/** What may stand before a bracketed SELECT that is not a scalar. */
const BEFORE_RELATION = new Set([
  'FROM',
  'JOIN',
  'IN',
  'AS',
  'UNION',
  'ALL',
  'DISTINCT',
  'EXCEPT',
  'INTERSECT',
]);

const upper = (token: Token | undefined): string => (token?.kind === 'word' ? token.text.toUpperCase() : '');

/**
 * Reads a statement as far as needed; the engine stays the judge of its syntax.
 * @throws EngineError code 62 when a second statement follows: ClickHouse refuses that over HTTP, chdb would run both.
 */
export function readStatement(text: string): Statement {
  const read: Token[] = [];
  const top: Token[] = [];
  let rowsGoAt: number | undefined;
  let worksAhead = false;
  let ended = false;
  for (const token of tokens(text)) {
    const first = upper(read[0]);
    const previous = read.at(-1);
    if (ended) throw multipleStatements();
    ended = isSemicolon(token);
    if (previous?.text === '(' && READS.has(upper(token)) && !BEFORE_RELATION.has(upper(read.at(-2)))) {
      worksAhead ||= read.length > 1 && read.at(-2)?.text !== '(';
    }
    worksAhead ||= previous?.text === '(' && upper(token) === 'EXPLAIN';
    read.push(token);
    if (token.depth === 0) top.push(token);
    if (first !== 'INSERT' || token.depth > 0 || top.length < 4) continue;
    if (READS.has(upper(token)) || upper(token) === 'INFILE') rowsGoAt = Number.NaN;
    if (['SETTINGS', 'FORMAT', 'VALUES'].includes(upper(token))) rowsGoAt ??= token.start;
    if (Number.isNaN(rowsGoAt)) continue;
    const namesFormat = upper(previous) === 'FORMAT' && previous?.depth === 0;
    if (namesFormat || upper(token) === 'VALUES') break;
  }
  const kind = kindOf(top.filter((token) => token.text !== '('));
  const insertsRows = kind === 'insert' && rowsGoAt !== undefined && !Number.isNaN(rowsGoAt);
  return {
    text,
    kind,
    format: formatOf(top),
    rowsGoAt: insertsRows ? rowsGoAt : undefined,
    worksAhead,
  };
}

const isSemicolon = (token: Token): boolean => token.text === ';' && token.depth === 0;

function kindOf(top: readonly Token[]): Statement['kind'] {
  const first = upper(top[0]);
  if (first === 'INSERT' || (first === 'WITH' && top.some((token) => upper(token) === 'INSERT')))
    return 'insert';
  return READS.has(first) || first === '' ? 'select' : 'other';
}

/** The last FORMAT clause: `FORMAT` and a name, then the end, a semicolon or SETTINGS. */
function formatOf(top: readonly Token[]): string | undefined {
  for (let index = top.length - 2; index > 0; index--) {
    if (upper(top[index]) !== 'FORMAT') continue;
    const name = top[index + 1];
    const after = top[index + 2];
    const ends = after === undefined || isSemicolon(after) || upper(after) === 'SETTINGS';
    return name?.kind === 'word' && ends ? name.text : undefined;
  }
  return undefined;
}

function multipleStatements(): EngineError {
  return new EngineError(
    'Code: 62. DB::Exception: Syntax error (Multi-statements are not allowed). (SYNTAX_ERROR)',
  );
}

/** A string literal of ClickHouse. */
export function literal(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
