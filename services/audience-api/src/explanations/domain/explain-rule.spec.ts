import {
  emptyCatalogue,
  type Condition,
  type ExplainedNode,
  type Finding,
  type Rule,
} from '@muster/contracts';
import { explainRule } from './explain-rule';

/** A condition that is told apart by its tag; its name says what is found of it. */
const tag = (name: 'yes' | 'no'): Condition => ({ kind: 'tag', tag: name, match: { op: 'has' } });
const [yes, no] = [tag('yes'), tag('no')];

const evidence = { kind: 'tag', value: null, date: null } as const;

/** Answers every pointer, as it is told or as the condition's name says. */
function explain(rule: Rule, findings: Readonly<Record<string, boolean>>): ExplainedNode[] {
  const found = Object.entries(findings).map(([pointer, holds]): Finding => ({ pointer, holds, evidence }));
  return explainRule(rule, found, emptyCatalogue);
}

const root = (rule: Rule, findings: Readonly<Record<string, boolean>>): ExplainedNode =>
  explain(rule, findings)[0]!;

describe('groups follow from their operands', () => {
  test.each([
    ['intersect', [true, true], true],
    ['intersect', [true, false], false],
    ['union', [false, false], false],
    ['union', [false, true], true],
  ] as const)('%s of %j is %s', (op, answers, holds) => {
    const rule: Rule = { op, of: [yes, no] };
    expect(root(rule, { '/of/0': answers[0], '/of/1': answers[1] }).holds).toBe(holds);
  });

  test.each([
    [true, [false, false], true],
    [true, [false, true], false],
    [false, [false, false], false],
    [false, [true, true], false],
  ] as const)('a difference that keeps %s and removes %j is %s', (keep, remove, holds) => {
    const rule: Rule = { op: 'difference', keep: yes, remove: [no, no] };
    const findings = { '/keep': keep, '/remove/0': remove[0], '/remove/1': remove[1] };
    expect(root(rule, findings).holds).toBe(holds);
  });

  test.each([true, false])('not of %s is the other', (holds) => {
    expect(root({ op: 'not', of: yes }, { '/of': holds }).holds).toBe(!holds);
  });
});

describe('what would turn a group around', () => {
  const change = (rule: Rule, findings: Readonly<Record<string, boolean>>) => root(rule, findings).change;

  test('a false intersection needs all that are false', () => {
    const of = [yes, no, no];
    expect(change({ op: 'intersect', of }, { '/of/0': true, '/of/1': false, '/of/2': false })).toEqual({
      need: 'nodes',
      which: 'all',
      nodes: [
        { pointer: '/of/1', holds: true },
        { pointer: '/of/2', holds: true },
      ],
      text: 'needs all of /of/1 to be true, /of/2 to be true',
    });
  });

  test('a true intersection ends with any operand', () => {
    expect(change({ op: 'intersect', of: [yes, yes] }, { '/of/0': true, '/of/1': true })).toMatchObject({
      which: 'any',
      nodes: [
        { pointer: '/of/0', holds: false },
        { pointer: '/of/1', holds: false },
      ],
    });
  });

  test('a false union needs any operand, a true one ends with all that are true', () => {
    const rule: Rule = { op: 'union', of: [yes, no] };
    expect(change(rule, { '/of/0': false, '/of/1': false })).toMatchObject({ which: 'any' });
    expect(change(rule, { '/of/0': true, '/of/1': false })).toMatchObject({
      which: 'all',
      nodes: [{ pointer: '/of/0', holds: false }],
      text: 'would end with /of/0 to be false',
    });
  });

  test('a false difference needs what it keeps to be true and what it removes to be false', () => {
    const rule: Rule = { op: 'difference', keep: no, remove: [yes, no] };
    expect(change(rule, { '/keep': false, '/remove/0': true, '/remove/1': false })).toMatchObject({
      which: 'all',
      nodes: [
        { pointer: '/keep', holds: true },
        { pointer: '/remove/0', holds: false },
      ],
    });
  });

  /** Every answer of three conditions, under every group: turning around what the change names turns the group around. */
  test('what a change names turns the group around, and less does not', () => {
    const rules: Rule[] = [
      { op: 'intersect', of: [yes, yes, yes] },
      { op: 'union', of: [yes, yes, yes] },
      { op: 'difference', keep: yes, remove: [yes, yes] },
    ];
    for (const rule of rules) {
      const pointers = 'keep' in rule ? ['/keep', '/remove/0', '/remove/1'] : ['/of/0', '/of/1', '/of/2'];
      for (let bits = 0; bits < 8; bits += 1) {
        const findings = Object.fromEntries(
          pointers.map((pointer, bit) => [pointer, (bits & (1 << bit)) !== 0]),
        );
        const before = root(rule, findings);
        if (before.change.need !== 'nodes') throw new Error('a group changes with its nodes');
        const { which, nodes } = before.change;
        const turned = nodes.map(({ pointer, holds }) => ({ [pointer]: holds }));
        const all = Object.assign({}, findings, ...turned) as Record<string, boolean>;
        expect(root(rule, all).holds).toBe(!before.holds);
        for (const one of turned) {
          const isEnough = which === 'any' || nodes.length === 1;
          expect(root(rule, { ...findings, ...one }).holds).toBe(isEnough ? !before.holds : before.holds);
        }
      }
    }
  });
});

test('nodes are told with their pointers, parents first', () => {
  const rule: Rule = {
    op: 'difference',
    keep: { op: 'union', of: [yes, { op: 'not', of: no }] },
    remove: [no],
  };
  const nodes = explain(rule, { '/keep/of/0': true, '/keep/of/1/of': false, '/remove/0': false });
  expect(nodes.map(({ pointer, node, holds }) => [pointer, node, holds])).toEqual([
    ['', 'difference', true],
    ['/keep', 'union', true],
    ['/keep/of/0', 'tag', true],
    ['/keep/of/1', 'not', true],
    ['/keep/of/1/of', 'tag', false],
    ['/remove/0', 'tag', false],
  ]);
});

test('a condition without a finding, or with evidence of another kind, is a mistake', () => {
  expect(() => explain(yes, {})).toThrow('nothing was found out');
  const attribute = { kind: 'attribute', value: 'Oslo' } as const;
  expect(() => explainRule(yes, [{ pointer: '', holds: true, evidence: attribute }], emptyCatalogue)).toThrow(
    'evidence of kind attribute',
  );
});
