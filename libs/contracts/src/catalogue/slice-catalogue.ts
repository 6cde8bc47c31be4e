import type {
  Condition,
  SequenceCondition,
  BehaviorCondition,
  TagCondition,
} from '../rule/condition.schemas';
import type { Rule } from '../rule/rule.schema';
import { conditionsOf } from '../rule/conditions-of';
import type { Catalogue, EventSchema, TagDefinition, ValueType } from './catalogue';
import { findApplications, findAttributeType, findTag, ownMember } from './lookup';

/**
 * The part of a catalogue that a checked rule names, so that a compiler needs nothing else: with `"app":"*"` every application that has
 * the event; of a category tag only the values that the rule names (a tag may have 10,000).
 */
export function sliceCatalogue(catalogue: Catalogue, rule: Rule): Catalogue {
  const slice: Catalogue = { applications: {}, attributes: {}, tags: {} };
  for (const { condition } of conditionsOf(rule)) {
    addCondition(slice, catalogue, condition);
  }
  return slice;
}

function addCondition(slice: Catalogue, catalogue: Catalogue, condition: Condition): void {
  switch (condition.kind) {
    case 'tag':
      addTag(slice, findTag(catalogue, condition.tag), condition);
      return;
    case 'attribute':
      addMember(slice.attributes, condition.attribute, findAttributeType(catalogue, condition.attribute));
      return;
    case 'behavior':
      addEvent(slice, catalogue, condition.app, condition.event, propertiesOfBehavior(condition));
      return;
    case 'sequence':
      addSteps(slice, catalogue, condition);
      return;
    case 'audience':
      return;
  }
}

function addTag(slice: Catalogue, definition: TagDefinition | undefined, { tag, match }: TagCondition): void {
  if (definition?.kind !== 'category') {
    addMember(slice.tags, tag, definition);
    return;
  }
  const before = findTag(slice, tag);
  const named = new Set([
    ...(before?.kind === 'category' ? before.values : []),
    ...('values' in match ? match.values : []),
  ]);
  addMember(slice.tags, tag, {
    kind: 'category',
    values: definition.values.filter((value) => named.has(value)),
  });
}

function propertiesOfBehavior({ where = [], measure }: BehaviorCondition): string[] {
  const filtered = where.map(({ property }) => property);
  return measure !== undefined && 'property' in measure ? [...filtered, measure.property] : filtered;
}

function addSteps(slice: Catalogue, catalogue: Catalogue, { app, steps }: SequenceCondition): void {
  for (const { event, where = [] } of steps) {
    const properties = where.map(({ property }) => property);
    addEvent(slice, catalogue, app, event, properties);
  }
}

function addEvent(
  slice: Catalogue,
  catalogue: Catalogue,
  app: string,
  event: string,
  properties: readonly string[],
): void {
  for (const [name, application] of findApplications(catalogue, app)) {
    const definition = ownMember(application.events, event);
    if (definition !== undefined) {
      const target = ownMember(slice.applications, name) ?? { events: {} };
      slice.applications[name] = target;
      const before = ownMember(target.events, event)?.properties ?? {};
      target.events[event] = { properties: { ...before, ...pickProperties(definition, properties) } };
    }
  }
}

function pickProperties(definition: EventSchema, names: readonly string[]): Record<string, ValueType> {
  const picked: Record<string, ValueType> = {};
  for (const name of names) {
    addMember(picked, name, ownMember(definition.properties, name));
  }
  return picked;
}

function addMember<Member>(target: Record<string, Member>, name: string, member: Member | undefined): void {
  if (member !== undefined) {
    target[name] = member;
  }
}
