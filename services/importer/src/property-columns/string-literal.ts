/**
 * A string literal of ClickHouse, for DDL: only newer engines take bound parameters there. Two characters end or change a literal, the quote
 * and the backslash; NUL is written as an escape, because a statement is text that others handle too. Everything
 * else stands for itself.
 */
export function stringLiteral(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0');
  return `'${escaped}'`;
}
