import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { topics } from '../events/topics';
import { exampleCatalogue } from '../rule/example-catalogue.fixture';
import { exampleRules } from '../rule/example-rules.fixture';
import { jsonSchemas } from './json-schemas';

const ajv = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true }));
const schemas = jsonSchemas();

function accepts(file: string, value: unknown): boolean {
  const id = String(schemas[file]!['$id']);
  const validate = ajv.getSchema(id) ?? ajv.compile(schemas[file]!);
  return validate(value) === true;
}

describe('the JSON Schema of a rule', () => {
  it.each(Object.entries(exampleRules))('accepts %s', (_what, rule) => {
    expect(accepts('rule.schema.json', rule)).toBe(true);
  });

  const tag = exampleRules['a flag tag']!;
  it.each<[string, unknown]>([
    ['no object', 'gold'],
    ['an empty object', {}],
    ['an unknown kind', { ...tag, kind: 'label' }],
    ['an unknown set expression', { op: 'xor', of: [tag] }],
    ['an unknown field', { ...tag, colour: 'red' }],
    ['an unknown field deep below', { op: 'not', of: { op: 'union', of: [{ ...tag, colour: 'red' }] } }],
    ['a group without operands', { op: 'union', of: [] }],
    ['a difference without a side', { op: 'difference', keep: tag }],
    ['a not of a list', { op: 'not', of: [tag] }],
    ['an unknown operator', { kind: 'attribute', attribute: 'age', op: 'near', value: 1 }],
    ['an empty list of values', { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: [] } }],
    ['a range of one end', { kind: 'tag', tag: 'score', match: { op: 'between', value: [1] } }],
    ['an unknown measure', { ...exampleRules['a behaviour'], measure: { fn: 'median', property: 'amount' } }],
    ['a date that does not exist', { ...tag, asOf: '2026-02-30' }],
    ['no steps', { ...exampleRules['a sequence'], steps: [] }],
    ['half a unit', { ...exampleRules['a sequence'], within: { n: 1.5, unit: 'hour' } }],
  ])('refuses %s', (_what, rule) => {
    expect(accepts('rule.schema.json', rule)).toBe(false);
  });
});

describe('every published JSON Schema', () => {
  it.each(Object.keys(schemas).filter((file) => file !== 'topics.json'))('%s compiles', (file) => {
    expect(typeof accepts(file, null)).toBe('boolean');
  });

  it('accepts a catalogue, and a tag record with the default left out', () => {
    expect(accepts('catalogue.schema.json', exampleCatalogue)).toBe(true);
    const withTag = (name: string) => ({ ...exampleCatalogue, tags: { [name]: { kind: 'flag' } } });
    expect(accepts('catalogue.schema.json', withTag('a b'))).toBe(true);
    expect(accepts('catalogue.schema.json', withTag('a\nb'))).toBe(false);
    expect(accepts('catalogue.schema.json', withTag(' a'))).toBe(false);
    const record = { user: { id: 'u1' }, tag: 'score', value: 3, date: '2026-11-01' };
    expect(accepts('tag-record.schema.json', record)).toBe(true);
  });

  it('has one schema per event, which the index of topics names', () => {
    const types = Object.values(topics).flatMap(({ events }) => events.map(({ type }) => type));
    const eventFiles = Object.keys(schemas).filter((file) => file.startsWith('events/'));
    expect(eventFiles).toEqual(types.map((type) => `events/${type}.schema.json`));
    expect(JSON.stringify(schemas['topics.json'])).toContain('"deadLetter":"audience.run.v1.dlt"');
  });
});
