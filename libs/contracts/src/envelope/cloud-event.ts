import { z } from 'zod';

/**
 * The largest JSON value, in bytes, that travels inside a message. A larger one is parked in the object store and the
 * message carries `dataref` instead (CloudEvents "dataref" extension, the claim-check pattern): a rule may be 768 KiB,
 * and no broker should be tuned for the largest rule.
 */
export const MAX_INLINE_DATA_BYTES = 64 * 1024;

/** CloudEvents 1.0 attributes every Muster event carries, without its `data`. */
export const cloudEventAttributes = z.strictObject({
  specversion: z.literal('1.0'),
  /** UUIDv5 of what happened: a repeated publication of one fact has the same id. */
  id: z.uuid(),
  /** `/organisations/{organisationId}/{service}`. */
  source: z.string().regex(/^\/organisations\/[0-9a-f-]{36}\/[a-z-]+$/),
  /** Ends in its major version, e.g. `audience.run.completed.v1`. */
  type: z.string().regex(/^[a-z]+(\.[a-z]+)+\.v[0-9]+$/),
  subject: z.string().min(1),
  time: z.iso.datetime({ offset: true }),
  dataschema: z.string().optional(),
  datacontenttype: z.literal('application/json').optional(),
  /** The message key; order holds per key. */
  partitionkey: z.string().min(1),
  /** W3C trace context. */
  traceparent: z.string().optional(),
});

export type CloudEventAttributes = z.infer<typeof cloudEventAttributes>;

/** A typed event: CloudEvents attributes and the data of its type. */
export interface CloudEvent<Type extends string = string, Data = unknown> extends CloudEventAttributes {
  type: Type;
  data: Data;
}
