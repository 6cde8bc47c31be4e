import { RecentMap } from '../engine/recent-map';
import type { ScopeLandings } from './generations';

/** What is found when one looks at some names of an organisation's data. */
export interface Landings {
  /** The newest landing of any data, in milliseconds since 1970; 0 when there is none. */
  readonly landedAt: number;
  /** Of the names. */
  readonly landings: readonly ScopeLandings[];
}

interface Look extends Landings {
  /** When it began. */
  readonly at: number;
}

/** The clocks of two services may differ by so much. */
const CLOCKS_MS = 10_000;

/** The data of a result may be said to be older than it is by so much. */
const LIFETIME_MS = 60_000;

/** Names, at 200 bytes each: 10 MB. */
const REMEMBERED = 50_000;

/**
 * Remembers what was landed. Work that was asked for before a look needs no look of its own: whatever had been landed when it was asked
 * for has been seen. A queue of a thousand audiences looks once a minute, and not a thousand times.
 */
export class RecentLandings {
  private readonly looks = new RecentMap<Look>(REMEMBERED);

  /** @param clock the present, in milliseconds since 1970. */
  constructor(private readonly clock: () => number = Date.now) {}

  /**
   * @param requestedAt when the work was asked for, by the clock of another service.
   * @returns undefined when one of the names has to be looked at.
   */
  find(organisationId: string, names: readonly string[], requestedAt: Date): Landings | undefined {
    const oldest = Math.max(this.clock() - LIFETIME_MS, requestedAt.getTime() + CLOCKS_MS);
    const looks = names.map((name) => this.looks.get(keyOf(organisationId, name)));
    if (!looks.every((look) => look !== undefined && look.at >= oldest)) return undefined;
    const found = looks.flatMap((look) => look ?? []);
    return {
      landedAt: Math.min(...found.map(({ landedAt }) => landedAt)),
      landings: found.flatMap(({ landings }) => landings),
    };
  }

  /** Looks, and remembers what was found. */
  async look(
    organisationId: string,
    names: readonly string[],
    look: () => Promise<Landings>,
  ): Promise<Landings> {
    const at = this.clock();
    const found = await look();
    for (const name of names) {
      const landings = found.landings.filter((landing) => landing.name === name);
      this.looks.set(keyOf(organisationId, name), { at, landedAt: found.landedAt, landings });
    }
    return found;
  }
}

const keyOf = (organisationId: string, name: string): string => `${organisationId}/${name}`;
