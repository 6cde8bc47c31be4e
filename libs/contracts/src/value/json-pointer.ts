/** The JSON pointer (RFC 6901) of a member of the value that `pointer` names. */
export function pointerTo(pointer: string, ...members: readonly (string | number)[]): string {
  const escaped = members.map((member) => String(member).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [pointer, ...escaped].join('/');
}
