import { topicsByName } from '@muster/contracts';

/** Names the fields of the data that are parked apart, as JSON: `{"plan":"claims:…"}`. */
export const PARKED_FIELDS = 'ce_parkedfields';

/** A field that is smaller is no object of its own: writing one takes longer than sending 16 KiB. */
const SMALLEST_BYTES = 16 * 1024;

export interface SplitData {
  /** What stays together. */
  readonly rest: Buffer;
  readonly fields: readonly (readonly [name: string, json: Buffer])[];
}

/** Takes large fields out of data that many events of a topic have in common, such as the plan in each request of a run. */
export function splitData(topic: string, data: unknown): SplitData {
  const common = topicsByName.get(topic)?.commonFields ?? [];
  const entries = Object.entries(data as Record<string, unknown>);
  const fields = entries
    .filter(([name, value]) => common.includes(name) && value !== undefined)
    .map(([name, value]): [string, Buffer] => [name, Buffer.from(JSON.stringify(value))])
    .filter(([, json]) => json.length >= SMALLEST_BYTES);
  const apart = new Set(fields.map(([name]) => name));
  const rest = apart.size > 0 ? Object.fromEntries(entries.filter(([name]) => !apart.has(name))) : data;
  return { rest: Buffer.from(JSON.stringify(rest)), fields };
}

/** The references of a header by the names of their fields; undefined when it names others than those that a topic has in common. */
export function readParkedFields(
  header: string,
  common: readonly string[],
): readonly (readonly [string, string])[] | undefined {
  try {
    const read: unknown = JSON.parse(header);
    if (typeof read !== 'object' || read === null) return undefined;
    const fields = Object.entries(read);
    return fields.every(
      (field): field is [string, string] => common.includes(field[0]) && typeof field[1] === 'string',
    )
      ? fields
      : undefined;
  } catch {
    return undefined;
  }
}
