import { z } from 'zod';
import { catalogueSchema } from '../catalogue/catalogue';
import { cloudEventAttributes } from '../envelope/cloud-event';
import type { TopicDefinition } from '../envelope/define-topic';
import { topics } from '../events/topics';
import { behaviorRecord, profileRecord, tagRecord } from '../ingest/records';
import { planSchema } from '../plan/plan';
import { ruleSchema } from '../rule/rule.schema';
import { jsonNumber } from '../value/exact-number';
import { schemaNames } from './schema-names';

/** A JSON document, as it is written to a file. */
export type JsonDocument = Readonly<Record<string, unknown>>;

const documents: Readonly<Record<string, z.ZodType>> = {
  rule: ruleSchema,
  catalogue: catalogueSchema,
  plan: planSchema,
  'cloud-event': cloudEventAttributes,
  'behavior-record': behaviorRecord,
  'profile-record': profileRecord,
  'tag-record': tagRecord,
};

/**
 * Every published JSON Schema (draft 2020-12) by file name, and `topics.json`, the index of topics. A schema says what is accepted:
 * what has a default may be left out. What needs the catalogue (names, types, operators by type) or counts the whole rule
 * (limits) is not in the schema of a rule; `checkRule` finds it.
 */
export function jsonSchemas(): Record<string, JsonDocument> {
  const files: Record<string, JsonDocument> = { 'topics.json': { topics: listTopics().map(describeTopic) } };
  for (const [name, schema] of Object.entries(documents)) {
    files[`${name}.schema.json`] = toDocument(`urn:muster:${name}`, schema);
  }
  for (const event of listTopics().flatMap(({ events }) => events)) {
    files[eventFile(event.type)] = {
      ...toDocument(`urn:muster:event:${event.type}`, event.data),
      title: event.type,
      description: event.summary,
    };
  }
  return files;
}

function toDocument(id: string, schema: z.ZodType): JsonDocument {
  const document = z.toJSONSchema(schema, {
    io: 'input',
    metadata: schemaNames,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // To senders it is a number like any other; how it is kept after parsing is ours.
      if (zodSchema === jsonNumber) jsonSchema.type = 'number';
      else if (zodSchema._zod.def.type === 'custom')
        throw new TypeError(`${id} has a schema that JSON Schema lacks`);
    },
  });
  return { $id: id, ...document };
}

function describeTopic(topic: TopicDefinition): JsonDocument {
  const { name, summary, cleanup, key, partitions, deadLetter, events } = topic;
  const listed = events.map(({ type, summary: happened }) => ({
    type,
    summary: happened,
    dataschema: eventFile(type),
  }));
  return { name, summary, cleanup, key, partitions, deadLetter, events: listed };
}

function eventFile(type: string): string {
  return `events/${type}.schema.json`;
}

function listTopics(): TopicDefinition[] {
  return Object.values(topics);
}
