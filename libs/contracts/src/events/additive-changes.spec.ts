import { jsonSchemas, type JsonDocument } from '../json-schema/json-schemas';
import { exampleCatalogue } from '../rule/example-catalogue.fixture';
import { exampleRules } from '../rule/example-rules.fixture';
import { PLAN_VERSION, planSchema } from '../plan/plan';
import { definitionTopic } from './definition.topic';
import { ingestTagTopic } from './ingest.topics';
import { planTopic } from './plan.topic';
import { topics } from './topics';

const id = '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0001';
const newer = { addedLater: { by: 'a newer publisher' } };

const about = { organisationId: id, audienceId: id, definitionVersion: 1, ruleHash: 'h' };
const plan = {
  version: PLAN_VERSION,
  ruleHash: 'h',
  inputs: [{ parameter: 'input0', audienceId: id, at: 'latest' }],
  stages: [{ id: 's0', label: 'a label', pointer: '', select: 'SELECT 1' }],
  result: 's0',
  reads: ['SELECT 1'],
  parameters: { p0: { type: 'String', value: 'gold' } },
};
const definition = {
  ...about,
  rule: exampleRules['a flag tag'],
  catalogue: exampleCatalogue,
  timeZone: 'UTC',
};
const tag = { organisationId: id, user: { id: 'u1' }, tag: 'score', value: 3, date: '2026-11-01' };

/** Places of a JSON Schema that refuse unknown fields, as JSON pointers. */
function strictPlaces(schema: unknown, pointer = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const here = 'additionalProperties' in schema && schema.additionalProperties === false ? [pointer] : [];
  return [
    ...here,
    ...Object.entries(schema).flatMap(([key, value]) => strictPlaces(value, `${pointer}/${key}`)),
  ];
}

/** Without the rule and the catalogue, which are strict wherever they travel. */
function ownPlaces(document: JsonDocument): unknown {
  const { $defs: _named, ...own } = document;
  return own;
}

describe('additive changes keep the version', () => {
  const schemas = jsonSchemas();
  const types = Object.values(topics).flatMap(({ events }) => events.map(({ type }) => type));

  it.each(types.filter((type) => !type.startsWith('ingest.')))('%s takes unknown fields', (type) => {
    expect(strictPlaces(ownPlaces(schemas[`events/${type}.schema.json`]!))).toEqual([]);
  });

  it.each(types.filter((type) => type.startsWith('ingest.')))('%s takes none', (type) => {
    expect(strictPlaces(schemas[`events/${type}.schema.json`]!)).toContain('');
  });

  it('drops what it does not know from an event and from everything in it', () => {
    const [compiled, rejected] = planTopic.events;
    const extendedPlan = {
      ...plan,
      ...newer,
      inputs: [{ ...plan.inputs[0], ...newer }],
      stages: [{ ...plan.stages[0], ...newer }],
      parameters: { p0: { ...plan.parameters.p0, ...newer } },
    };
    expect(planSchema.parse(extendedPlan)).toEqual(plan);
    expect(compiled.data.parse({ ...about, ...newer, plan: extendedPlan })).toEqual({ ...about, plan });
    const diagnostic = { code: 'c', pointer: '/of/0', message: 'm' };
    expect(rejected.data.parse({ ...about, diagnostics: [{ ...diagnostic, ...newer }] })).toEqual({
      ...about,
      diagnostics: [diagnostic],
    });
  });

  it('refuses what it does not know in a rule, in a catalogue, and in what others send in', () => {
    const [created] = definitionTopic.events;
    expect(created.data.parse({ ...definition, ...newer })).toEqual(definition);
    expect(created.data.safeParse({ ...definition, rule: { ...definition.rule, ...newer } }).success).toBe(
      false,
    );
    expect(
      created.data.safeParse({ ...definition, catalogue: { ...exampleCatalogue, ...newer } }).success,
    ).toBe(false);
    const [received] = ingestTagTopic.events;
    expect(received.data.safeParse(tag).success).toBe(true);
    expect(received.data.safeParse({ ...tag, ...newer }).success).toBe(false);
    expect(received.data.safeParse({ ...tag, user: { id: 'u1', ...newer } }).success).toBe(false);
  });
});
