import { tokens } from './lexer';
import type { Token } from './lexer';

/**
 * The log comment that a query runs under: its id and a mark of the request. The embedded engine gives its queries ids of its
 * own, and two requests may bring the same one, while a client that goes away must end its own query only.
 */
export function commentOf(queryId: string, mark: string): string {
  return `${queryId} ${mark}`;
}

/** The id inside a log comment, as an expression; a mark is a UUID, 36 characters after a space. */
const QUERY_ID = `left(Settings['log_comment'], -37)`;

/**
 * A KILL QUERY that finds queries by the ids that clients gave them (`WHERE query_id = '…'`), as ClickHouse does; undefined
 * when the text is no KILL QUERY.
 */
export function killQuery(text: string): string | undefined {
  const read: Token[] = [];
  for (const token of tokens(text)) {
    read.push(token);
    if (read.length <= 2 && token.text.toUpperCase() !== ['KILL', 'QUERY'][read.length - 1]) return undefined;
  }
  if (read.length < 2) return undefined;
  let killed = '';
  let at = 0;
  for (const token of read) {
    const isId = token.kind === 'word' && token.text === 'query_id';
    killed += text.slice(at, token.start) + (isId ? QUERY_ID : token.text);
    at = token.end;
  }
  return killed + text.slice(at);
}
