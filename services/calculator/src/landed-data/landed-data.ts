/** What is known of an organisation's data before any of it is read. */
export interface LandedData {
  /** Shards of users, ascending. */
  readonly shards: readonly number[];
  /**
   * The newest landing of any of the organisation's data, as ISO 8601; undefined when nothing has been landed. A landing is counted when
   * its rows can be read: whatever reads after this has everything that was counted until then. Of all data and not of what
   * a plan names: a tag that nobody has set for a month is not a month old as long as news arrive.
   */
  readonly watermark: string | undefined;
  /** Rows of the largest table, of all organisations: reading a table once reads no more. */
  readonly largestTableRows: number;
}
