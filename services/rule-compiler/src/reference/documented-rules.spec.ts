import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  catalogueSchema,
  checkRule,
  type Catalogue,
  type DataValue,
  defaultRuleLimits,
} from '@muster/contracts';
import type { DataSet } from './data-set';
import { evaluateRule } from './evaluate-rule';

const PAGE = readFileSync(resolve(__dirname, '../../../../docs/rules.md'), 'utf8');
const AS_OF = '2026-06-15T11:00:00.000000Z';

interface Line {
  readonly user: string;
  readonly attributes?: Record<string, DataValue>;
  readonly event?: string;
  readonly time?: string;
  readonly properties?: Record<string, DataValue>;
  readonly tag?: string;
  readonly value?: string | number | true;
  readonly date?: string;
  readonly audience?: string;
  readonly at?: string;
  readonly members?: readonly string[];
}

function block(name: string): string {
  const found = new RegExp(`\`\`\`json ${name}\\n([^]*?)\`\`\``).exec(PAGE);
  if (!found?.[1]) throw new Error(`the page has no block "${name}"`);
  return found[1];
}

const catalogue: Catalogue = catalogueSchema.parse(JSON.parse(block('catalogue')));
const lines = block('data')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const names = lines.flatMap(({ user, attributes }) => (attributes ? [user] : []));
const uidOf = (name: string): number => names.indexOf(name) + 1;

const data: DataSet = {
  users: lines.flatMap(({ user, attributes }) => (attributes ? [{ uid: uidOf(user), attributes }] : [])),
  events: lines.flatMap(({ user, event, time = '', properties = {} }) =>
    event === undefined ? [] : [{ uid: uidOf(user), app: 'shop', event, time, properties }],
  ),
  tags: lines.flatMap(({ user, tag, value = true, date = '' }) =>
    tag === undefined ? [] : [{ uid: uidOf(user), tag, date, value }],
  ),
  results: lines.flatMap(({ audience, at = '', members = [] }) =>
    audience === undefined ? [] : [{ audienceId: audience, at, members: members.map(uidOf) }],
  ),
};

/** Every rule of the page, and what the page says of it. */
const examples = [...PAGE.matchAll(/```json\n([^]*?)```\n\n(Members|Refused): (.*)\./g)].map(
  ([, rule = '', says = '', list = '']) => ({
    rule: JSON.parse(rule) as unknown,
    says,
    of: [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  }),
);

describe('docs/rules.md', () => {
  it('says of each of its rules whom it selects, or why it is refused', () => {
    expect(examples.length).toBeGreaterThan(15);
    expect(examples).toHaveLength([...PAGE.matchAll(/```json\n/g)].length);
  });

  it.each(examples)('is right: $says $of', ({ rule, says, of }) => {
    const checked = checkRule(rule, catalogue);
    if (!checked.ok) {
      expect({ says, of: checked.errors.map(({ code }) => code).sort() }).toEqual({
        says: 'Refused',
        of: [...of].sort(),
      });
      return;
    }
    const evaluation = { data, catalogue, timeZone: 'Europe/London', asOf: AS_OF };
    const members = [...evaluateRule(checked.canonical, evaluation)].map((uid) => names[uid - 1]);
    expect({ says, of: members.sort() }).toEqual({ says: 'Members', of });
  });

  it('names the limits that there are', () => {
    const { conditions, depth, values, filters, patternLength, bytes } = defaultRuleLimits;
    const told = [...PAGE.matchAll(/^\| [^|]* \| ([\d,]+) +\|$/gm)].map(([, number = '']) =>
      Number(number.replaceAll(',', '')),
    );
    expect(told).toEqual([conditions, depth, values, filters, patternLength, bytes / 1024]);
  });
});
