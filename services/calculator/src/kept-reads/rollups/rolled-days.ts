/** A day of an application with events, before the business date. */
export interface DayOfEvents {
  readonly app: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly events: number;
  /** The build that has seen all of these events; null when there is none. */
  readonly build: string | null;
}

/** What can be read from rollups, and what is missing there. */
export interface RolledDays {
  /** Builds of all days before `until`. */
  readonly builds: readonly string[];
  /** The first day that is not rolled up for every application, or the business date. */
  readonly until: string;
  /** Events of the days before `until`. */
  readonly events: number;
  /** Days without a build, the oldest first, and their events. */
  readonly missing: readonly string[];
  readonly missingEvents: number;
}

/**
 * Everything before the first gap is read from rollups: one border for all applications, so that a statement needs one date and not a
 * list of days.
 *
 * @param businessDate `YYYY-MM-DD`: this day is not over yet, so it is never rolled up.
 */
export function rolledDays(days: readonly DayOfEvents[], businessDate: string): RolledDays {
  const gaps = days.filter(({ build }) => build === null);
  const missing = [...new Set(gaps.map(({ day }) => day))].sort();
  const until = missing[0] ?? businessDate;
  const rolled = days.filter(({ day }) => day < until);
  return {
    builds: rolled.flatMap(({ build }) => build ?? []),
    until,
    events: eventsOf(rolled),
    missing,
    missingEvents: eventsOf(gaps),
  };
}

function eventsOf(days: readonly DayOfEvents[]): number {
  return days.reduce((sum, { events }) => sum + events, 0);
}
