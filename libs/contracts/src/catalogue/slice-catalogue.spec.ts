import { checkRule } from '../rule/check/check-rule';
import { exampleCatalogue } from '../rule/example-catalogue.fixture';
import { exampleRules } from '../rule/example-rules.fixture';
import { ruleSchema } from '../rule/rule.schema';
import { catalogueSchema } from './catalogue';
import { sliceCatalogue } from './slice-catalogue';

describe('sliceCatalogue', () => {
  it('keeps what a rule names, and nothing else', () => {
    const rule = ruleSchema.parse({
      op: 'union',
      of: [
        { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['platinum'] } },
        { kind: 'tag', tag: 'vip_level', match: { op: 'notIn', values: ['gold'] } },
        { kind: 'attribute', attribute: 'age', op: 'isSet' },
        {
          kind: 'behavior',
          app: '*',
          event: 'purchase',
          where: [{ property: 'category', op: 'isSet' }],
          measure: { fn: 'sum', property: 'amount' },
          compare: { op: 'gt', value: 1 },
        },
        {
          kind: 'sequence',
          app: 'shop',
          steps: [{ event: 'view_item' }, { event: 'purchase', where: [{ property: 'gift', op: 'isTrue' }] }],
          within: { n: 1, unit: 'day' },
        },
      ],
    });
    expect(sliceCatalogue(exampleCatalogue, rule)).toEqual({
      applications: {
        shop: {
          events: {
            purchase: { properties: { category: 'string', amount: 'number', gift: 'boolean' } },
            view_item: { properties: {} },
          },
        },
        app: { events: { purchase: { properties: { amount: 'number' } } } },
      },
      attributes: { age: 'number' },
      tags: { vip_level: { kind: 'category', values: ['gold', 'platinum'] } },
    });
  });

  it.each(Object.entries(exampleRules))(
    'of %s is a catalogue by which the rule has the same form',
    (_what, rule) => {
      const slice = sliceCatalogue(exampleCatalogue, ruleSchema.parse(rule));
      expect(catalogueSchema.parse(slice)).toEqual(slice);
      expect(checkRule(rule, slice)).toEqual(checkRule(rule, exampleCatalogue));
    },
  );
});
