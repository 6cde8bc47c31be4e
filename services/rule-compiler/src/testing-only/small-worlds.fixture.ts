import {
  applicationDefinition,
  behaviorRecord,
  dataValue,
  tagDefinition,
  tagRecord,
  valueType,
  type Catalogue,
} from '@muster/contracts';
import { parseJsonExact } from '@muster/platform';
import { z } from 'zod';
import type { Evaluation } from '../reference/evaluation';

/** A few users, a rule and its members, as JSON text: what a number becomes when it is parsed is part of what is tested. */
const smallWorld = z.strictObject({
  declared: z.strictObject({
    attributes: z.record(z.string(), valueType).default({}),
    events: applicationDefinition.shape.events.default({}),
    tags: z.record(z.string(), tagDefinition).default({}),
  }),
  /** Attributes by user. */
  users: z.record(z.string(), z.record(z.string(), dataValue)),
  /** Events of the one application, `shop`. */
  events: z
    .array(behaviorRecord.pick({ event: true, time: true, properties: true }).extend({ user: z.string() }))
    .default([]),
  tags: z
    .array(tagRecord.pick({ tag: true, date: true, value: true }).extend({ user: z.string() }))
    .default([]),
  rule: z.unknown(),
  members: z.array(z.string()),
});

export interface SmallWorld {
  readonly evaluation: Evaluation;
  readonly rule: unknown;
  readonly members: readonly number[];
}

export function readSmallWorld(text: string): SmallWorld {
  const { declared, users, events, tags, rule, members } = smallWorld.parse(parseJsonExact(text));
  const names = Object.keys(users);
  const uidOf = (user: string): number => names.indexOf(user) + 1;
  const { attributes, tags: tagDefinitions, events: eventDefinitions } = declared;
  const catalogue: Catalogue = {
    attributes,
    tags: tagDefinitions,
    applications: { shop: { events: eventDefinitions } },
  };
  return {
    evaluation: {
      catalogue,
      timeZone: 'UTC',
      asOf: '2026-06-15T12:00:00Z',
      data: {
        users: Object.entries(users).map(([user, own]) => ({ uid: uidOf(user), attributes: own })),
        events: events.map(({ user, properties = {}, ...event }) => ({
          ...event,
          app: 'shop',
          uid: uidOf(user),
          properties: Object.fromEntries(
            Object.entries(properties).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
          ),
        })),
        tags: tags.map(({ user, ...tag }) => ({ ...tag, uid: uidOf(user) })),
        results: [],
      },
    },
    rule,
    members: members.map(uidOf).sort((one, other) => one - other),
  };
}

/** Worlds by what they show. */
export const smallWorlds: Readonly<Record<string, string>> = {
  'a long JSON number is no string of an attribute': `{
    "declared": {"attributes": {"loyalty_card": "string"}},
    "users": {
      "few digits": {"loyalty_card": 4071},
      "sixteen digits": {"loyalty_card": 4071000000000017},
      "twenty digits": {"loyalty_card": 40710000000000000017},
      "digits as text": {"loyalty_card": "40710000000000000017"}
    },
    "rule": {"kind": "attribute", "attribute": "loyalty_card", "op": "isSet"},
    "members": ["digits as text"]
  }`,
  'a list with a long JSON number is missing, as one with a short one is': `{
    "declared": {"attributes": {"shops": "list"}},
    "users": {
      "few digits": {"shops": ["north", 17]},
      "many digits": {"shops": ["north", 40710000000000000017]},
      "texts": {"shops": ["north", "40710000000000000017"]}
    },
    "rule": {"kind": "attribute", "attribute": "shops", "op": "containsAny", "value": ["40710000000000000017", "north"]},
    "members": ["texts"]
  }`,
  'a long JSON number is no string of a property': `{
    "declared": {"events": {"scan": {"properties": {"code": "string"}}}},
    "users": {"few digits": {}, "many digits": {}, "text": {}},
    "events": [
      {"user": "few digits", "event": "scan", "time": "2026-06-01T08:00:00Z", "properties": {"code": 17}},
      {"user": "many digits", "event": "scan", "time": "2026-06-01T08:00:00Z", "properties": {"code": 40710000000000017}},
      {"user": "text", "event": "scan", "time": "2026-06-01T08:00:00Z", "properties": {"code": "40710000000000017"}}
    ],
    "rule": {"kind": "behavior", "app": "shop", "event": "scan", "where": [{"property": "code", "op": "isSet"}]},
    "members": ["text"]
  }`,
  'a long JSON number is no value of a category tag': `{
    "declared": {"tags": {"segment": {"kind": "category", "values": ["17", "4071000000000000017"]}}},
    "users": {"few digits": {}, "many digits": {}, "text": {}},
    "tags": [
      {"user": "few digits", "tag": "segment", "date": "2026-06-01", "value": 17},
      {"user": "many digits", "tag": "segment", "date": "2026-06-01", "value": 4071000000000000017},
      {"user": "text", "tag": "segment", "date": "2026-06-01", "value": "4071000000000000017"}
    ],
    "rule": {"kind": "tag", "tag": "segment", "match": {"op": "in", "values": ["17", "4071000000000000017"]}},
    "members": ["text"]
  }`,
  'a long JSON number is a number, whatever zeros it has at its end': `{
    "declared": {"attributes": {"balance": "number"}},
    "users": {
      "number": {"balance": 123456789012345678.500000000},
      "text": {"balance": "123456789012345678.5000000"},
      "less": {"balance": 123456789012345678.499999}
    },
    "rule": {"kind": "attribute", "attribute": "balance", "op": "gte", "value": 123456789012345678.50000000},
    "members": ["number", "text"]
  }`,
  'a sum takes in decimals with zeros at their end': `{
    "declared": {"events": {"purchase": {"properties": {"amount": "number"}}}},
    "users": {"ida": {}, "tor": {}},
    "events": [
      {"user": "ida", "event": "purchase", "time": "2026-06-01T08:00:00Z", "properties": {"amount": "19.9000000"}},
      {"user": "ida", "event": "purchase", "time": "2026-06-02T08:00:00Z", "properties": {"amount": 0.1000000000000000000}},
      {"user": "tor", "event": "purchase", "time": "2026-06-01T08:00:00Z", "properties": {"amount": "19.999999"}}
    ],
    "rule": {"kind": "behavior", "app": "shop", "event": "purchase",
             "measure": {"fn": "sum", "property": "amount"}, "compare": {"op": "gte", "value": "20.00000000"}},
    "members": ["ida"]
  }`,
  'lists are different when their texts, their order or their lengths differ': `{
    "declared": {"events": {"open": {"properties": {"path": "list"}}}},
    "users": {"once": {}, "order": {}, "length": {}, "empty": {}},
    "events": [
      {"user": "once", "event": "open", "time": "2026-06-01T08:00:00Z", "properties": {"path": ["home", "sale"]}},
      {"user": "once", "event": "open", "time": "2026-06-02T08:00:00Z", "properties": {"path": ["home", "sale"]}},
      {"user": "order", "event": "open", "time": "2026-06-01T08:00:00Z", "properties": {"path": ["home", "sale"]}},
      {"user": "order", "event": "open", "time": "2026-06-02T08:00:00Z", "properties": {"path": ["sale", "home"]}},
      {"user": "length", "event": "open", "time": "2026-06-01T08:00:00Z", "properties": {"path": ["home", "home"]}},
      {"user": "length", "event": "open", "time": "2026-06-02T08:00:00Z", "properties": {"path": ["home"]}},
      {"user": "empty", "event": "open", "time": "2026-06-01T08:00:00Z", "properties": {"path": []}},
      {"user": "empty", "event": "open", "time": "2026-06-02T08:00:00Z", "properties": {"path": ["home"]}}
    ],
    "rule": {"kind": "behavior", "app": "shop", "event": "open",
             "measure": {"fn": "distinct", "property": "path"}, "compare": {"op": "gt", "value": 1}},
    "members": ["order", "length", "empty"]
  }`,
};
