import { definitionChanges } from './definition-changes';

const result = (runId: string, definitionVersion: number, asOf: string) => ({
  runId,
  definitionVersion,
  asOf,
});

describe('definitionChanges', () => {
  it('are none while the rule stays the same', () => {
    expect(definitionChanges([result('a', 1, 'monday'), result('b', 1, 'tuesday')])).toEqual([]);
    expect(definitionChanges([])).toEqual([]);
  });

  it('are told from changes of data by the instant', () => {
    const results = [
      result('a', 1, 'monday'),
      result('b', 1, 'tuesday'),
      result('c', 2, 'tuesday'),
      result('d', 2, 'wednesday'),
      result('e', 3, 'thursday'),
    ];
    expect(definitionChanges(results)).toEqual([
      { before: 'b', after: 'c', cause: 'definition' },
      { before: 'd', after: 'e', cause: 'either' },
    ]);
  });
});
