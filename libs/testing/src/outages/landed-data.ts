import type { ClickHouse } from '@muster/platform';

/** What has landed of an organisation, as the tables have it, in the form in which it was sent. */
export class LandedData {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly organisation: string,
  ) {}

  /** Entity id, account ids and city of every known user. */
  async users(): Promise<ReadonlyMap<string, string>> {
    return this.map(
      `SELECT u.entity_id AS key, concat(arrayStringConcat(a.ids, ';'), ' of ', c.text) AS value
       FROM (SELECT uid, entity_id FROM users FINAL WHERE organisation = {organisation:UUID}) AS u
       LEFT JOIN (SELECT uid, groupArray(id) AS ids FROM identities FINAL
                  WHERE organisation = {organisation:UUID} AND id_type = 'account' GROUP BY uid) AS a ON a.uid = u.uid
       LEFT JOIN (SELECT uid, text FROM user_attributes FINAL
                  WHERE organisation = {organisation:UUID} AND attribute = 'city') AS c ON c.uid = u.uid`,
    );
  }

  /** How many events every user has and what they amount to; each event once, or it is counted twice. */
  async events(): Promise<ReadonlyMap<string, string>> {
    return this.map(
      `SELECT i.id AS key, concat(toString(count()), ' events of ', toString(sum(e.numbers['amount']))) AS value
       FROM (SELECT uid, numbers FROM events WHERE organisation = {organisation:UUID}) AS e
       INNER JOIN (SELECT id, uid FROM identities FINAL
                   WHERE organisation = {organisation:UUID} AND id_type = 'entity') AS i ON i.uid = e.uid
       GROUP BY key`,
    );
  }

  async tags(): Promise<ReadonlyMap<string, string>> {
    return this.map(
      `SELECT i.id AS key, t.text AS value
       FROM (SELECT uid, text FROM tag_values FINAL WHERE organisation = {organisation:UUID} AND removed = 0) AS t
       INNER JOIN (SELECT id, uid FROM identities FINAL
                   WHERE organisation = {organisation:UUID} AND id_type = 'entity') AS i ON i.uid = t.uid`,
    );
  }

  private async map(statement: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.clickhouse.query<{ key: string; value: string }>(statement, {
      organisation: this.organisation,
    });
    const found = new Map<string, string>();
    // Two rows of one thing are never right: they differ from what was sent.
    for (const { key, value } of rows)
      found.set(key, found.has(key) ? `${found.get(key) ?? ''}, and ${value}` : value);
    return found;
  }
}
