import { attributeValue, type TypedForms } from './attribute-value';

const none: TypedForms = { text: null, number: null, boolean: null, time: null, list: [], isList: false };

describe('attributeValue', () => {
  it('is the form of the declared type', () => {
    const cell = { ...none, text: '200.50', number: '200.5' };
    expect(attributeValue(cell, 'string')).toBe('200.50');
    expect(attributeValue(cell, 'number')).toBe('200.5');
    expect(attributeValue({ ...none, boolean: false }, 'boolean')).toBe(false);
    expect(attributeValue({ ...none, time: '2026-11-21 08:00:00.000000' }, 'time')).toBe(
      '2026-11-21T08:00:00.000000Z',
    );
    expect(attributeValue({ ...none, isList: true }, 'list')).toEqual([]);
  });

  it('is missing when the value has another type', () => {
    expect(attributeValue({ ...none, text: 'tall' }, 'number')).toBeUndefined();
    expect(attributeValue({ ...none, number: '1' }, 'string')).toBeUndefined();
    expect(attributeValue(none, 'list')).toBeUndefined();
  });

  it('is what came when nothing is declared', () => {
    expect(attributeValue({ ...none, text: '007', number: '7' }, undefined)).toBe('007');
    expect(attributeValue({ ...none, number: '7' }, undefined)).toBe('7');
    expect(attributeValue({ ...none, list: ['a'], isList: true }, undefined)).toEqual(['a']);
    expect(attributeValue(none, undefined)).toBeUndefined();
  });
});
