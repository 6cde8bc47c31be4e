import { z } from 'zod';
import { jsonNumber } from '../value/exact-number';

/** How a user can be named. The entity ID is the one identity; a user has any number of account and device IDs. */
export const idType = z.enum(['entity', 'account', 'device']);
export type IdType = z.infer<typeof idType>;

export const externalId = z.string().min(1).max(256);

/**
 * Names of applications, events, properties, attributes and tags: up to 200 printable characters, as other tools have them (`Order
 * Completed`, `$current_url`). Printable: no control or other invisible character, and no space but the plain one, at
 * neither end; joiners within a word are part of its spelling. `*` stands for all applications, and `__proto__` is no
 * member that an object of JavaScript can safely have.
 */
export const catalogueName = z
  .string()
  .regex(/^[^\p{C}\p{Z}](?:(?:[^\p{C}\p{Z}]|[ \u200c\u200d]){0,198}[^\p{C}\p{Z}])?$/u, {
    error: 'a name has 1 to 200 printable characters, and no space at its beginning or end',
  })
  .refine((name) => name !== '*' && name !== '__proto__', { error: 'this name is reserved' });

/**
 * The value of a property, attribute or tag as data brings it. Types are not checked against the catalogue here: a value of
 * another type than the catalogue declares counts as missing when a rule asks for it. `null` removes an attribute or tag.
 */
export const dataValue = z.union([z.string(), jsonNumber, z.boolean(), z.array(z.unknown())]);
export type DataValue = z.infer<typeof dataValue>;

/** An instant with offset, or a local date of the organisation, which means its first instant. */
export const dataTime = z.string().min(10).max(40);

export const userReference = z.strictObject({ idType: idType.default('entity'), id: externalId });
export type UserReference = z.infer<typeof userReference>;

/** One event of one user. Two records are two events unless their event ids are equal. */
export const behaviorRecord = z.strictObject({
  user: userReference,
  app: catalogueName,
  event: catalogueName,
  time: dataTime,
  /** The sender's id of the event; a repeated one lands once. */
  eventId: z.string().min(1).max(256).optional(),
  properties: z.record(catalogueName, dataValue.nullable()).optional(),
});
export type BehaviorRecord = z.infer<typeof behaviorRecord>;

/** A known user. Only known users can be members; attributes that are not named keep their values. */
export const profileRecord = z.strictObject({
  entityId: externalId,
  accountIds: z.array(externalId).optional(),
  deviceIds: z.array(externalId).optional(),
  attributes: z.record(catalogueName, dataValue.nullable()).optional(),
});
export type ProfileRecord = z.infer<typeof profileRecord>;

/** The value of one tag of one user from a local date on; `true` for a flag tag, `null` takes the tag away. */
export const tagRecord = z.strictObject({
  user: userReference,
  tag: catalogueName,
  value: z.union([z.string(), jsonNumber, z.literal(true)]).nullable(),
  date: z.iso.date(),
});
export type TagRecord = z.infer<typeof tagRecord>;
