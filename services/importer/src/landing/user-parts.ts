import { Injectable } from '@nestjs/common';
import { ClickHouse, type QueryParameters } from '@muster/platform';

/**
 * Users of a file that land together are those of one range of 2^18 uids: their rows are joined and sorted in memory, and a file has any number.
 * New users have their uids in the order of the rows, so a part of them reads its own rows and no others.
 */
const UID_BITS_OF_A_PART = 18;

/** A part of a staged users file: users of a range of uids, and the range of rows in which they are. */
export interface UserPart extends QueryParameters {
  readonly firstUid: number;
  readonly lastUid: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Cuts staged files of users, whose rows have their uids, into parts. */
@Injectable()
export class UserParts {
  constructor(private readonly clickhouse: ClickHouse) {}

  of(attempt: string, bits = UID_BITS_OF_A_PART): Promise<readonly UserPart[]> {
    return this.clickhouse.query<UserPart>(
      `SELECT min(uid) AS firstUid, max(uid) AS lastUid, min(row) AS firstRow, max(row) AS lastRow
       FROM staged_uids WHERE attempt = {attempt:UUID}
       GROUP BY bitShiftRight(uid, {bits:UInt8})
       ORDER BY firstUid`,
      { attempt, bits },
    );
  }
}

/** Rows of `{attempt:UUID}` in a staging table that a part can have. */
export const ROWS_OF_PART = 'attempt = {attempt:UUID} AND row BETWEEN {firstRow:UInt64} AND {lastRow:UInt64}';

/** A SELECT of `row` and `uid` of a part. */
export const UIDS_OF_PART = `SELECT row, uid FROM staged_uids
  WHERE ${ROWS_OF_PART} AND uid BETWEEN {firstUid:UInt32} AND {lastUid:UInt32}`;
