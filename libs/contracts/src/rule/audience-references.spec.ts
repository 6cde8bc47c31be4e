import type { Rule } from './rule.schema';
import { audienceReferences } from './audience-references';

const first = 'c3b7dd0e-1bd1-4f2b-9f45-1f0a57cb9a51';
const second = '8d0f4f0a-55a1-4a0e-8f3c-2f3c8c0f9b11';

describe('audienceReferences', () => {
  it('lists every audience of a rule with its place and the result that is meant', () => {
    const rule: Rule = {
      op: 'difference',
      keep: { op: 'not', of: { kind: 'audience', audienceId: first.toUpperCase() } },
      remove: [
        { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } },
        { op: 'union', of: [{ kind: 'audience', audienceId: second, at: 'sameDay' }] },
        { kind: 'audience', audienceId: first, at: '2026-11-01' },
      ],
    };
    expect(audienceReferences(rule)).toEqual([
      { pointer: '/keep/of/audienceId', audienceId: first, at: 'latest' },
      { pointer: '/remove/1/of/0/audienceId', audienceId: second, at: 'sameDay' },
      { pointer: '/remove/2/audienceId', audienceId: first, at: '2026-11-01' },
    ]);
  });

  it('is empty for a rule that reads none', () => {
    expect(audienceReferences({ kind: 'attribute', attribute: 'city', op: 'isSet' })).toEqual([]);
  });
});
