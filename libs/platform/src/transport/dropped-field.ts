import { pointerTo } from '@muster/contracts';

/**
 * JSON pointer of the first field of `given` that `parsed`, which a schema has made of it, does not have; undefined when there
 * is none. Fields that are undefined do not count: JSON does not carry them.
 */
export function droppedField(given: unknown, parsed: unknown, pointer = ''): string | undefined {
  if (!isContainer(given) || !isContainer(parsed)) return undefined;
  const kept = new Map(Object.entries(parsed));
  for (const [field, value] of Object.entries(given)) {
    const here = pointerTo(pointer, field);
    if (!kept.has(field) && value !== undefined) return here;
    const deeper = droppedField(value, kept.get(field), here);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** An object or an array. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
