/** An audience whose rule names another one. */
export interface Reference {
  /** The audience that reads. */
  readonly user: string;
  /** The audience that is read. */
  readonly used: string;
}

/**
 * The cycle that would come about if an audience used others: from the audience to itself again, each using the next one; undefined
 * when there is none.
 * @param references everything that can be reached from `uses`.
 */
export function cycleThrough(
  audience: string,
  uses: readonly string[],
  references: readonly Reference[],
): readonly string[] | undefined {
  const next = neighbours(references, 'user', 'used');
  const paths = uses.map((used) => [audience, used]);
  const seen = new Set<string>();
  for (let path = paths.shift(); path; path = paths.shift()) {
    const last = path.at(-1) ?? audience;
    if (last === audience) return path;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const used of next.get(last) ?? []) paths.push([...path, used]);
  }
  return undefined;
}

/**
 * How many steps audiences are away from one, in the order of that number: those that it uses, or those that use it, directly (1) or by
 * way of others.
 */
export function distancesFrom(
  audience: string,
  references: readonly Reference[],
  direction: 'uses' | 'usedBy',
): ReadonlyMap<string, number> {
  const next =
    direction === 'uses' ? neighbours(references, 'user', 'used') : neighbours(references, 'used', 'user');
  const distances = new Map([[audience, 0]]);
  // A map hands out what is added while it is read.
  for (const [id, distance] of distances) {
    for (const found of next.get(id) ?? []) {
      if (!distances.has(found)) distances.set(found, distance + 1);
    }
  }
  distances.delete(audience);
  return distances;
}

function neighbours(
  references: readonly Reference[],
  from: keyof Reference,
  to: keyof Reference,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const reference of references) {
    const known = found.get(reference[from]);
    if (known) known.push(reference[to]);
    else found.set(reference[from], [reference[to]]);
  }
  return found;
}
