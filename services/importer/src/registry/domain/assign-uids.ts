import type { Profile } from '../../domain/profile-row';
import { type Name, type NamedUid, nameKey } from './name';
import { entityName, otherNames } from './profile-names';

/** What the registry knows of the names at hand. */
export interface Registered {
  /** By `nameKey`. */
  readonly names: ReadonlyMap<string, NamedUid>;
  /** Those of their uids that an entity ID stands for: the others are only reserved. */
  readonly owned: ReadonlySet<number>;
  readonly nextUid: number;
}

/** An account or device that two users claim: the profile that claims it second is refused. */
export interface IdentityConflict {
  readonly name: Name;
}

export type Claim =
  | { readonly ok: true; readonly uid: number; readonly names: readonly NamedUid[] }
  | { readonly ok: false; readonly conflict: IdentityConflict };

/** A reserved user turns out to be another one: what was landed under `from` belongs to `into`. */
export interface Merge {
  readonly from: number;
  readonly into: number;
}

export interface Assignment {
  /** One per profile, in their order. */
  readonly claims: readonly Claim[];
  readonly created: readonly NamedUid[];
  /** Names that now stand for another user, with their new uid and version. */
  readonly moved: readonly NamedUid[];
  readonly merges: readonly Merge[];
  readonly nextUid: number;
}

/** Hands out uids to the names that have none, one each, in their order. Equal names count once. */
export function reserveUids(names: readonly Name[], registered: Registered): readonly NamedUid[] {
  const created = new Map<string, NamedUid>();
  for (const name of names) {
    const key = nameKey(name);
    if (registered.names.has(key) || created.has(key)) continue;
    created.set(key, { ...name, uid: registered.nextUid + created.size, version: 1 });
  }
  return [...created.values()];
}

/**
 * Decides which user each profile is, one after another:
 *
 * - the entity ID has a uid: that one;
 * - otherwise the uid that events have reserved for the first of its account and device IDs, so that they count;
 * - otherwise a new one.
 *
 * Its other account and device IDs join it. One that was only reserved brings its events along (a merge). One that already
 * belongs to another entity is a conflict: the profile is refused whole, because guessing whose it is would mix two people.
 */
export function assignProfiles(profiles: readonly Profile[], registered: Registered): Assignment {
  const state = new Registry(registered);
  const claims = profiles.map((profile) => state.claim(profile));
  return { claims, ...state.changes() };
}

class Registry {
  private readonly names: Map<string, NamedUid>;
  private readonly owned: Set<number>;
  private readonly created = new Map<string, NamedUid>();
  private readonly moved = new Map<string, NamedUid>();
  private readonly merges: Merge[] = [];
  private nextUid: number;

  constructor(registered: Registered) {
    this.names = new Map(registered.names);
    this.owned = new Set(registered.owned);
    this.nextUid = registered.nextUid;
  }

  claim(profile: Profile): Claim {
    const entity = entityName(profile);
    const others = otherNames(profile);
    const entityUid = this.names.get(nameKey(entity))?.uid;
    const taken = others.find((name) => this.belongsToAnother(name, entityUid));
    if (taken) return { ok: false, conflict: { name: taken } };

    const reserved = others.map((name) => this.names.get(nameKey(name))?.uid);
    const uid = entityUid ?? reserved.find((reservedUid) => reservedUid !== undefined) ?? this.nextUid++;
    this.owned.add(uid);
    return { ok: true, uid, names: [entity, ...others].map((name) => this.assign(name, uid)) };
  }

  changes(): Omit<Assignment, 'claims'> {
    return {
      created: [...this.created.values()],
      moved: [...this.moved.values()],
      merges: this.merges,
      nextUid: this.nextUid,
    };
  }

  private belongsToAnother(name: Name, entityUid: number | undefined): boolean {
    const uid = this.names.get(nameKey(name))?.uid;
    return uid !== undefined && uid !== entityUid && this.owned.has(uid);
  }

  private assign(name: Name, uid: number): NamedUid {
    const key = nameKey(name);
    const known = this.names.get(key);
    if (known?.uid === uid) return known;
    const named = { ...name, uid, version: (known?.version ?? 0) + 1 };
    this.names.set(key, named);
    if (known) {
      this.moved.set(key, named);
      this.merges.push({ from: known.uid, into: uid });
    } else {
      this.created.set(key, named);
    }
    return named;
  }
}
