import { canonicalRule, ruleHash, type Rule } from '@muster/contracts';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import { compileDefinition } from './compile-definition.use-case';

const purchases: Rule = { kind: 'behavior', app: 'shop', event: 'purchase' };

function definition(rule: Rule) {
  const canonical = canonicalRule(rule, goldenCatalogue);
  return {
    organisationId: '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0c001',
    audienceId: '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11',
    definitionVersion: 3,
    ruleHash: ruleHash(canonical),
    rule: canonical,
    catalogue: goldenCatalogue,
    timeZone: 'Europe/London',
  };
}

test('a definition version gets a plan, under an id that a repetition has too', () => {
  const event = compileDefinition(definition(purchases));

  expect(event.type).toBe('audience.plan.compiled.v1');
  expect(event.data).toMatchObject({ definitionVersion: 3, plan: { ruleHash: event.data.ruleHash } });
  expect(compileDefinition(definition(purchases)).id).toBe(event.id);
  expect(compileDefinition({ ...definition(purchases), definitionVersion: 4 }).id).not.toBe(event.id);
});

test('a definition that cannot be compiled is rejected with everything that is in the way', () => {
  const reversed: Rule = {
    kind: 'attribute',
    attribute: 'signed_up',
    op: 'between',
    value: ['2026-03-02', '2026-03-01T12:00:00Z'],
  };

  const event = compileDefinition(definition({ op: 'union', of: [{ op: 'not', of: reversed }, reversed] }));

  expect(event.type).toBe('audience.plan.rejected.v1');
  expect(event.data).toMatchObject({
    diagnostics: [
      { code: 'rule.range-reversed', pointer: '/of/0/value', message: expect.stringContaining('Swap') },
      { code: 'rule.range-reversed', pointer: '/of/1/of/value' },
    ],
  });
});

test('a rule that names what the catalogue does not have is rejected', () => {
  const event = compileDefinition({
    ...definition(purchases),
    rule: { kind: 'attribute', attribute: 'height', op: 'isSet' },
  });

  expect(event.data).toMatchObject({
    diagnostics: [{ code: 'rule.unknown-attribute', pointer: '/attribute' }],
  });
});
