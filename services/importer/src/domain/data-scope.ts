/** A part of an organisation's data that changes as one. */
export interface DataScope {
  /** `event` is of any application; `all` stands for every part at once. */
  readonly kind: 'users' | 'attribute' | 'tag' | 'event' | 'all';
  /** The attribute, tag or event; empty for the others. */
  readonly name: string;
}

export const allData: DataScope = { kind: 'all', name: '' };

/** One scope for each name. */
export function scopesOf(kind: 'attribute' | 'tag' | 'event', names: Iterable<string>): readonly DataScope[] {
  return [...new Set(names)].map((name) => ({ kind, name }));
}

/** Profiles change who is known, and the values of the attributes that they name. */
export function profileScopes(attributes: Iterable<string>): readonly DataScope[] {
  return [{ kind: 'users', name: '' }, ...scopesOf('attribute', attributes)];
}
