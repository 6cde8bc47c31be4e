import type { TopicDefinition, TopicEvent } from '@muster/contracts';
import { currentContext } from '../context/execution-context';
import { deterministicId } from '../ids/deterministic-id';
import { droppedField } from './dropped-field';

/** What the publisher of an event knows of it; the rest of the envelope is derived. */
export interface EventDraft<Topic extends TopicDefinition, Type extends TopicEvent<Topic>['type']> {
  readonly type: Type;
  /** The service that publishes. */
  readonly service: string;
  readonly organisationId: string;
  /** The thing the event is about, e.g. the audience's id. */
  readonly subject: string;
  /** Message key; order holds per key. */
  readonly key: string;
  /** Names what happened, within the type: equal identities give equal event ids, however often it is published. */
  readonly identity: readonly (string | number)[];
  readonly data: Extract<TopicEvent<Topic>, { type: Type }>['data'];
  /** When it happened; now, unless told. */
  readonly time?: Date;
  /** W3C trace context; the running request's or event's, unless told. */
  readonly traceparent?: string;
}

/**
 * Makes an event of a topic, checked against its contract. Consumers drop fields that the contract does not have; a publisher
 * that sends one says something that nobody is going to hear, so it is refused here.
 * @throws ZodError when the data breaks the contract: a fault of the publisher.
 * @throws Error when the data has a field that the contract does not have.
 */
export function createEvent<Topic extends TopicDefinition, Type extends TopicEvent<Topic>['type']>(
  topic: Topic,
  draft: EventDraft<Topic, Type>,
): Extract<TopicEvent<Topic>, { type: Type }> {
  const definition = topic.events.find((event) => event.type === draft.type);
  if (!definition) throw new Error(`topic ${topic.name} has no event ${draft.type}`);
  const data = definition.data.parse(draft.data);
  const unknown = droppedField(draft.data, data);
  if (unknown !== undefined) throw new Error(`${draft.type} has no field ${unknown}`);
  const traceparent = draft.traceparent ?? currentContext()?.traceparent;
  const event = {
    specversion: '1.0' as const,
    id: deterministicId(draft.type, ...draft.identity),
    source: `/organisations/${draft.organisationId}/${draft.service}`,
    type: draft.type,
    subject: draft.subject,
    time: (draft.time ?? new Date()).toISOString(),
    datacontenttype: 'application/json' as const,
    partitionkey: draft.key,
    dataschema: `urn:muster:event:${draft.type}`,
    ...(traceparent && { traceparent }),
    data,
  };
  // The definition was looked up by the type, so the data has the type's shape; TypeScript cannot follow the look-up.
  return event as unknown as Extract<TopicEvent<Topic>, { type: Type }>;
}
