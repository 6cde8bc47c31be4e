import { RecentMap } from '../engine/recent-map';

/** Organisations: a list of shards is a few dozen bytes. */
const REMEMBERED = 10_000;

/** Remembers which shards of users organisations have, as long as no users are landed: to find out, all ids are read. */
export class UserShards {
  private readonly remembered = new RecentMap<readonly number[]>(REMEMBERED);

  /**
   * @param generation of the organisation's users; undefined when no landing of users has been counted.
   * @param look finds the shards of what is landed now: as new as the generation, or newer.
   */
  async of(
    organisationId: string,
    generation: string | undefined,
    look: () => Promise<readonly number[]>,
  ): Promise<readonly number[]> {
    if (generation === undefined) return look();
    const key = `${organisationId}/${generation}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const shards = await look();
    this.remembered.set(key, shards);
    return shards;
  }
}
