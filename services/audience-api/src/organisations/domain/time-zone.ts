/**
 * Links of tzdata's file `systemv` (dropped in 2020): the runtime still knows these names, ClickHouse does not.
 * https://github.com/eggert/tz/blob/2020a/systemv
 */
const SYSTEM_V: Readonly<Record<string, string>> = {
  AST4: 'America/Puerto_Rico',
  AST4ADT: 'America/Halifax',
  CST6: 'America/Regina',
  CST6CDT: 'America/Chicago',
  EST5: 'America/Indianapolis',
  EST5EDT: 'America/New_York',
  HST10: 'Pacific/Honolulu',
  MST7: 'America/Phoenix',
  MST7MDT: 'America/Denver',
  PST8: 'Pacific/Pitcairn',
  PST8PDT: 'America/Los_Angeles',
  YST9: 'Pacific/Gambier',
  YST9YDT: 'America/Anchorage',
};

/**
 * The canonical name of an IANA time zone, however its letters are written: ClickHouse knows no other spelling than that of tzdata, and
 * names that only the runtime knows not at all. Undefined for what is no zone. An offset such as `+01:00` is not one: it does not
 * know daylight saving.
 */
export function canonicalTimeZone(name: unknown): string | undefined {
  if (typeof name !== 'string' || !/^[A-Za-z]/.test(name) || name.length > 64) return undefined;
  const [, systemV] = /^SystemV\/(\w*)$/i.exec(name) ?? [];
  if (systemV !== undefined) return SYSTEM_V[systemV.toUpperCase()];
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
