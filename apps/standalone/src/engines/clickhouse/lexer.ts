/** A token of a statement: a word (keyword, name or number), or one character of punctuation. Quoted text is one token. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'punctuation';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many brackets are open around it. */
  readonly depth: number;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /(?:--|#[ !])[^\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/y;
const QUOTED = /'(?:[^'\\]|\\[\s\S]|'')*'?|"(?:[^"\\]|\\[\s\S]|"")*"?|`(?:[^`\\]|\\[\s\S]|``)*`?/y;
const HEREDOC = /(\$\w*\$)[\s\S]*?(?:\1|$)/y;
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_$]*/uy;

/**
 * The tokens of a ClickHouse statement, one by one, comments and white space left out. Lazy: the data that follows
 * `INSERT … FORMAT JSONEachRow` is not SQL, and whoever reads the tokens stops before it.
 */
export function* tokens(text: string): Generator<Token> {
  let depth = 0;
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const skipped = match(SPACE) ?? match(LINE_COMMENT) ?? match(BLOCK_COMMENT);
    if (skipped) {
      at += skipped.length;
      continue;
    }
    const quoted = match(QUOTED) ?? match(HEREDOC);
    const word = quoted === undefined ? match(WORD) : undefined;
    const token = quoted ?? word ?? text.charAt(at);
    const kind = quoted !== undefined ? 'quoted' : word !== undefined ? 'word' : 'punctuation';
    if (kind === 'punctuation' && ')]}'.includes(token)) depth--;
    yield { kind, text: token, start: at, end: at + token.length, depth };
    if (kind === 'punctuation' && '([{'.includes(token)) depth++;
    at += token.length;
  }
}
