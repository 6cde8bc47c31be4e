/**
 * The same JSON value with something left out: list elements (many at once first), members of objects, or one level of nesting.
 * Whether what is left still means something is for the caller to say.
 */
export function* smallerValues(value: unknown): Generator {
  if (Array.isArray(value)) {
    yield* shorterLists(value);
    for (const [index, element] of value.entries()) {
      for (const smaller of smallerValues(element)) yield value.with(index, smaller);
    }
  } else if (typeof value === 'object' && value !== null) {
    // A group is tried without itself: each operand alone.
    for (const member of Object.values(value)) {
      if (typeof member === 'object' && member !== null) yield* Array.isArray(member) ? member : [member];
    }
    for (const [name, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
      for (const smaller of smallerValues(member)) yield { ...value, [name]: smaller };
    }
  }
}

/** Without its first half, its second half, each quarter, and so on down to each element. */
export function* shorterLists<Element>(list: readonly Element[]): Generator<Element[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < list.length; start += size) {
      yield [...list.slice(0, start), ...list.slice(start + size)];
    }
  }
}
