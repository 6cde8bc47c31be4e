import type { Generations } from './generations';

/** What is known of an organisation's data before any of it is read. */
export interface LandedData {
  /** Shards of users, ascending. */
  readonly shards: readonly number[];
  /**
   * The newest landing of any of the organisation's data, as ISO 8601; undefined when nothing has been landed. Of all data and not of what
   * a plan names: a tag that nobody has set for a month is not a month old as long as news arrive.
   */
  readonly watermark: string | undefined;
  /** The state of what the plans read. */
  readonly generations: Generations;
}
