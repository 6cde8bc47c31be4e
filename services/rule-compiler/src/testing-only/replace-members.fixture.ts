interface Owner {
  [name: string]: unknown;
}

function isOwner(value: unknown): value is Owner {
  return typeof value === 'object' && value !== null;
}

function membersOf(owner: Owner): { owner: Owner; name: string }[] {
  return Object.entries(owner).flatMap(([name, value]) => [
    { owner, name },
    ...(isOwner(value) ? membersOf(value) : []),
  ]);
}

/** The same JSON once for each of its members, wherever it stands, with another value in its place. */
export function withEachReplaced(json: object, replacement: unknown): object[] {
  return membersOf({ json }).map((_, place) => {
    const copy: { json: unknown } = { json: structuredClone(json) };
    const member = membersOf(copy)[place];
    if (member) member.owner[member.name] = replacement;
    return isOwner(copy.json) ? copy.json : { value: copy.json };
  });
}

/** The same JSON once for each of its objects, with one more member. */
export function withEachExtended(json: object, name: string, value: unknown): object[] {
  const objectsOf = (root: object): Owner[] =>
    membersOf({ root }).flatMap(({ owner, name: own }) => {
      const member = owner[own];
      return isOwner(member) && !Array.isArray(member) ? [member] : [];
    });
  return objectsOf(json).map((_, place) => {
    const copy = structuredClone(json);
    const object = objectsOf(copy)[place];
    if (object) Object.defineProperty(object, name, { value, enumerable: true });
    return copy;
  });
}
