import type { z } from 'zod';
import type { CloudEvent } from './cloud-event';

/** One event type of a topic: its CloudEvents type and the schema of its data. */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly data: Schema;
  /** One sentence: what has happened when this event exists. */
  readonly summary: string;
}

export function defineEvent<const Type extends string, Schema extends z.ZodType>(
  type: Type,
  summary: string,
  data: Schema,
): EventDefinition<Type, Schema> {
  return Object.freeze({ type, summary, data });
}

/** The event that an event definition describes. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema> ? CloudEvent<Type, z.infer<Schema>> : never;
