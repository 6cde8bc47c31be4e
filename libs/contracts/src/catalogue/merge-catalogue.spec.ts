import { exampleCatalogue } from '../rule/example-catalogue.fixture';
import { MOST_TAG_VALUES, type Catalogue, catalogueSchema, emptyCatalogue } from './catalogue';
import { mergeCatalogue } from './merge-catalogue';

function catalogue(parts: Partial<Catalogue>): Catalogue {
  return { ...emptyCatalogue, ...parts };
}

describe('mergeCatalogue', () => {
  it('adds applications, events, properties, attributes, tags and values', () => {
    const merged = mergeCatalogue(
      catalogue({
        applications: { shop: { events: { purchase: { properties: { amount: 'number' } } } } },
        attributes: { city: 'string' },
        tags: { vip_level: { kind: 'category', values: ['gold'] } },
      }),
      catalogue({
        applications: {
          shop: { events: { purchase: { properties: { gift: 'boolean' } }, refund: { properties: {} } } },
          app: { events: {} },
        },
        attributes: { city: 'string', constructor: 'number' as const },
        tags: { vip_level: { kind: 'category', values: ['silver', 'gold'] }, vip: { kind: 'flag' } },
      }),
    );
    expect(merged).toEqual({
      ok: true,
      catalogue: {
        applications: {
          shop: {
            events: {
              purchase: { properties: { amount: 'number', gift: 'boolean' } },
              refund: { properties: {} },
            },
          },
          app: { events: {} },
        },
        attributes: { city: 'string', constructor: 'number' },
        tags: { vip_level: { kind: 'category', values: ['gold', 'silver'] }, vip: { kind: 'flag' } },
      },
    });
  });

  it('changes nothing when everything is declared already', () => {
    expect(mergeCatalogue(exampleCatalogue, exampleCatalogue)).toEqual({
      ok: true,
      catalogue: exampleCatalogue,
    });
    expect(mergeCatalogue(exampleCatalogue, emptyCatalogue)).toEqual({
      ok: true,
      catalogue: exampleCatalogue,
    });
  });

  it('lists every declaration that contradicts the catalogue', () => {
    const merged = mergeCatalogue(
      exampleCatalogue,
      catalogue({
        applications: {
          shop: { events: { purchase: { properties: { amount: 'string', gift: 'boolean' } } } },
        },
        attributes: { age: 'string' },
        tags: { score: { kind: 'flag' }, vip_level: { kind: 'number' } },
      }),
    );
    expect(merged).toMatchObject({
      ok: false,
      conflicts: [
        { code: 'catalogue.conflict', pointer: '/applications/shop/events/purchase/properties/amount' },
        { code: 'catalogue.conflict', pointer: '/attributes/age' },
        { code: 'catalogue.conflict', pointer: '/tags/score/kind' },
        { code: 'catalogue.conflict', pointer: '/tags/vip_level/kind' },
      ],
    });
  });

  it('keeps the number of values of a category within what its schema allows', () => {
    const values = (prefix: string, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    const current = catalogue({ tags: { plan: { kind: 'category', values: values('a', MOST_TAG_VALUES) } } });
    expect(catalogueSchema.safeParse(current).success).toBe(true);
    expect(
      mergeCatalogue(current, catalogue({ tags: { plan: { kind: 'category', values: ['b'] } } })),
    ).toMatchObject({
      ok: false,
      conflicts: [{ code: 'catalogue.too-many-values', pointer: '/tags/plan/values' }],
    });
  });
});
