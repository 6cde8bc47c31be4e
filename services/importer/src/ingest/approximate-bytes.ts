/** Of a number, a boolean, and of what holds a member of an object or list. */
const BYTES_OF_VALUE = 8;

/** About how much memory a plain value takes: counting is to cost less than what is counted. */
export function approximateBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + BYTES_OF_VALUE;
  if (typeof value !== 'object' || value === null) return BYTES_OF_VALUE;
  let bytes = BYTES_OF_VALUE;
  for (const name in value) bytes += name.length + approximateBytes((value as Record<string, unknown>)[name]);
  return bytes;
}
