import { isLocalDate, parseDataInstant } from '@muster/contracts';
import type { ZoneClock } from './zone-clock';

/** `2026-05-08 12:33:45`, `2026-05-08T12:33`, `2026-05-08 14:33:45 +0200`, `2026-05-08 12:33:45 UTC`, with or without a fraction. */
const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d+)?)? ?(?:(Z|UTC|GMT)|([+-]\d{2}):?(\d{2}))?$/i;

const UTC_TEXT = 'YYYY-MM-DDTHH:MM:SS'.length;

/**
 * The instant of a time as files of other tools write it: ISO 8601 with a space for its T, an offset without a colon, or no offset
 * at all, and then by the wall clock of `zone`: of a time that comes twice, when clocks go back, the first; of one that is
 * skipped, the moment after. Undefined for everything else: `5/8/2026` is two days, so it is none.
 */
export function readWrittenTime(text: string, zone: ZoneClock): string | undefined {
  const match = WRITTEN.exec(text);
  if (!match) return undefined;
  const [, day, hour, minute, second = '00', fraction = '', utc, hours, minutes] = match;
  if (!isLocalDate(day)) return undefined;
  const wallClock = `${day}T${String(hour)}:${String(minute)}:${second}`;
  if (utc !== undefined) return parseDataInstant(`${wallClock}${fraction}Z`);
  if (hours !== undefined) return parseDataInstant(`${wallClock}${fraction}${hours}:${String(minutes)}`);
  const instant = new Date(zone.instantOf(Date.parse(`${wallClock}Z`))).toISOString();
  return parseDataInstant(`${instant.slice(0, UTC_TEXT)}${fraction}Z`);
}
