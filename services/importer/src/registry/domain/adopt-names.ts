import type { Merge } from './assign-uids';
import { type NamedUid, nameKey } from './name';

/** What a registry lacks of what has been landed. */
export interface Adoption {
  readonly created: readonly NamedUid[];
  readonly moved: readonly NamedUid[];
  /** Events may lie under the uids that the registry knew until now. */
  readonly merges: readonly Merge[];
}

/**
 * What a registry that was restored to an earlier point takes over from the names that were landed since. Of two that say
 * different things the greater version is the later one; of equal ones the registry's own stays.
 * @param known what the registry holds of these names, by `nameKey`.
 */
export function adoptNames(landed: readonly NamedUid[], known: ReadonlyMap<string, NamedUid>): Adoption {
  const newest = new Map<string, NamedUid>();
  for (const name of landed) {
    const key = nameKey(name);
    const held = newest.get(key) ?? known.get(key);
    if (!held || held.version < name.version) newest.set(key, name);
  }
  const adopted = [...newest].map(([key, name]) => ({ name, before: known.get(key) }));
  return {
    created: adopted.filter(({ before }) => !before).map(({ name }) => name),
    moved: adopted.filter(({ before }) => before).map(({ name }) => name),
    merges: adopted.flatMap(({ name, before }) =>
      before && before.uid !== name.uid ? [{ from: before.uid, into: name.uid }] : [],
    ),
  };
}
