/** Names of the parameters that statements ask for: `{name:Type}`. */
export function placeholdersIn(statements: string): Set<string> {
  return new Set(Array.from(statements.matchAll(/\{\s*([A-Za-z_]\w*)\s*:/g), ([, name]) => name ?? ''));
}
