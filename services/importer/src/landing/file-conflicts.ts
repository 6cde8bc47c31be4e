import { Injectable } from '@nestjs/common';
import { type IdType } from '@muster/contracts';
import { ClickHouse } from '@muster/platform';
import { type Name, nameKey } from '../registry/domain/name';

/** Names that are looked at in one statement, about. Each takes some 200 bytes of the engine's memory meanwhile. */
const NAMES_PER_PART = 2_000_000;
/** A file in which so many names are claimed twice is refused for these already. */
const MAX_CONTESTED = 100_000;

/** Names that several users of one file claim → the entity ID of the first of them. */
export type ContestedNames = ReadonlyMap<string, string>;

/** Finds accounts and devices that a staged file of users gives to more than one of them. */
@Injectable()
export class FileConflicts {
  constructor(private readonly clickhouse: ClickHouse) {}

  async contested(attempt: string): Promise<ContestedNames> {
    const contested = new Map<string, string>();
    const parts = Math.max(1, Math.ceil((await this.names(attempt)) / NAMES_PER_PART));
    for (let part = 0; part < parts && contested.size < MAX_CONTESTED; part++) {
      for (const { entity, ...name } of await this.contestedOf(attempt, part, parts)) {
        contested.set(nameKey(name), entity);
      }
    }
    return contested;
  }

  private async names(attempt: string): Promise<number> {
    const [row] = await this.clickhouse.query<{ names: number }>(
      `SELECT sum(length(account_ids) + length(device_ids)) AS names FROM staged_profiles
       WHERE attempt = {attempt:UUID}`,
      { attempt },
    );
    return row?.names ?? 0;
  }

  private contestedOf(
    attempt: string,
    part: number,
    parts: number,
  ): Promise<(Name & { readonly entity: string })[]> {
    const claimed = (idType: IdType, column: string) =>
      `SELECT '${idType}' AS idType, arrayJoin(${column}) AS id, entity_id, row
       FROM staged_profiles WHERE attempt = {attempt:UUID}`;
    return this.clickhouse.query(
      `SELECT idType, id, argMin(entity_id, row) AS entity
       FROM (${claimed('account', 'account_ids')} UNION ALL ${claimed('device', 'device_ids')})
       WHERE cityHash64(id) % {parts:UInt32} = {part:UInt32}
       GROUP BY idType, id
       HAVING min(entity_id) != max(entity_id)
       LIMIT ${MAX_CONTESTED}`,
      { attempt, part, parts },
    );
  }
}
