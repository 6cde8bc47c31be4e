/** Members that hold ids, by the names of the contract and of exports. */
const ID_MEMBERS = ['entityId', 'accountIds', 'deviceIds', 'entity_id', 'account_ids', 'device_ids'];

/**
 * Takes white space away from around the ids of users in a row, whatever its kind and shape: a sheet leaves spaces behind ids, and
 * nobody means them. Ids that arrive by topics are compared as they are.
 * @param trimmed called for every id that had some.
 */
export function trimIds(row: unknown, trimmed: () => void): unknown {
  if (!isObject(row)) return row;
  const trim = (id: unknown): unknown => {
    if (typeof id !== 'string') return id;
    const bare = id.trim();
    if (bare.length < id.length) trimmed();
    return bare;
  };
  const trimMember = (name: string): object => {
    const value = row[name];
    return value === undefined ? {} : { [name]: Array.isArray(value) ? value.map(trim) : trim(value) };
  };
  const { user } = row;
  return {
    ...row,
    ...(isObject(user) && { user: { ...user, id: trim(user['id']) } }),
    ...Object.assign({}, ...ID_MEMBERS.map(trimMember)),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
