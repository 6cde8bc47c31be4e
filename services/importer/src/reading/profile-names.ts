/** The members of a user as CSV and our own exports name them, and as the contract does. */
const NAMES: Readonly<Record<string, string>> = {
  entity_id: 'entityId',
  account_ids: 'accountIds',
  device_ids: 'deviceIds',
};

/**
 * A user of NDJSON under the contract's names, so that an exported file can be imported as it is. A row that has a member under both
 * names keeps the other one, which the contract does not know.
 */
export function withRecordNames(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  if (!Object.keys(NAMES).some((name) => name in raw)) return raw;
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      const recordName = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
      return [recordName === undefined || recordName in raw ? name : recordName, value];
    }),
  );
}
