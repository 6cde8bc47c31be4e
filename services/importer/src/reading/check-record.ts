import { schemaSentences } from '@muster/contracts';
import type { z } from 'zod';
import { accepted, broken, type Checked, type RowProblemCode } from '../domain/row-problem';

/** Postgres, which keeps the ids, has no NUL in its texts; half a surrogate pair is no character at all. */
const IMPOSSIBLE_IN_IDS = /[\0\p{Surrogate}]/u;

/** What a broken field is called, by the member that holds it; the rest are values. */
const CODES: Readonly<Record<string, RowProblemCode>> = {
  user: 'row.id-invalid',
  entityId: 'row.id-invalid',
  accountIds: 'row.id-invalid',
  deviceIds: 'row.id-invalid',
  eventId: 'row.id-invalid',
  app: 'row.name-invalid',
  event: 'row.name-invalid',
  tag: 'row.name-invalid',
  time: 'row.time-invalid',
  date: 'row.date-invalid',
};

/** Checks a row against the contract of its kind; the first fault is its problem. */
export function checkRecord<Record>(schema: z.ZodType<Record>, raw: unknown): Checked<Record> {
  const parsed = schema.safeParse(raw, { error: schemaSentences });
  if (parsed.success) return accepted(parsed.data);
  const issue = parsed.error.issues[0];
  if (!issue) return broken('row.value-invalid', parsed.error.message);
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const unknown = [...issue.path, issue.keys[0]].join('.');
    return broken('row.unknown-field', `${unknown} ${issue.message}`, unknown);
  }
  if (field === '') return broken('row.json-invalid', 'the row is not a JSON object');
  if (isMissing(raw, issue.path)) return broken('row.value-missing', `${field} has no value`, field);
  const message = `${field}: ${issue.message}`;
  if (issue.code === 'invalid_key') return broken('row.name-invalid', message, field);
  return broken(CODES[String(issue.path[0])] ?? 'row.value-invalid', message, field);
}

/** The first id that no registry can hold. */
export function checkIds(ids: readonly string[]): Checked<readonly string[]> {
  return ids.some((id) => IMPOSSIBLE_IN_IDS.test(id))
    ? broken('row.id-invalid', 'the id has a character that no text can have')
    : accepted(ids);
}

function isMissing(raw: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = raw;
  for (const member of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as { readonly [name: PropertyKey]: unknown })[member];
  }
  return value === undefined || value === null;
}
