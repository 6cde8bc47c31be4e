import type { Catalogue } from '../../catalogue/catalogue';
import type { Diagnostic } from '../../events/common';
import type { RuleLimits } from '../limits';
import type { RuleCode } from './rule-codes';
import { didYouMean } from './wording';

/** Whether a pattern is RE2 syntax that the engine takes. Injected: this package holds no regular expression engine. */
export type IsValidRegex = (pattern: string) => boolean;

/** Hints in one answer: each costs a search, and a hostile rule could ask for 50,000 of them. */
const MOST_HINTS = 100;

/** What one check of one rule knows and finds. */
export class CheckContext {
  /** Conditions met so far. */
  conditions = 0;
  /** Whether the depth limit is already reported; once is enough, everything below exceeds it too. */
  tooDeep = false;

  private readonly found: Diagnostic[] = [];
  private unreported = 0;
  private hints = 0;
  private readonly categories = new Map<readonly string[], ReadonlySet<string>>();

  constructor(
    readonly catalogue: Catalogue,
    readonly limits: RuleLimits,
    readonly isValidRegex: IsValidRegex,
  ) {}

  report(code: RuleCode, pointer: string, message: string): void {
    if (this.found.length < this.limits.problems) {
      this.found.push({ code, pointer, message });
    } else {
      this.unreported += 1;
    }
  }

  /** The end of a sentence about an unknown name, with a hint at the known one that may be meant. */
  didYouMean(name: string, known: () => readonly string[]): string {
    this.hints += 1;
    return this.hints > MOST_HINTS ? '.' : didYouMean(name, known());
  }

  /** Whether a category tag has a value. A tag can have 10,000 of them and a rule can name it thousands of times. */
  hasValue(category: readonly string[], value: string): boolean {
    const values = this.categories.get(category) ?? new Set(category);
    this.categories.set(category, values);
    return values.has(value);
  }

  /** Every problem in the order of the rule, and how many are not shown. */
  problems(): Diagnostic[] {
    if (this.unreported === 0) {
      return [...this.found];
    }
    const message = `There are ${this.unreported} more problems; correct these ones and check again.`;
    return [...this.found, { code: 'rule.too-many-problems' satisfies RuleCode, pointer: '', message }];
  }
}
