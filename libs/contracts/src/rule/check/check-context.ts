import type { Catalogue } from '../../catalogue/catalogue';
import type { Diagnostic } from '../../events/common';
import type { RuleLimits } from '../limits';
import type { RuleCode } from './rule-codes';

/** Whether a pattern is RE2 syntax. Injected: this package holds no regular expression engine. */
export type IsValidRegex = (pattern: string) => boolean;

/** What one check of one rule knows and finds. */
export class CheckContext {
  /** Conditions met so far. */
  conditions = 0;
  /** Whether the depth limit is already reported; once is enough, everything below exceeds it too. */
  tooDeep = false;

  private readonly found: Diagnostic[] = [];
  private unreported = 0;

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

  /** Every problem in the order of the rule, and how many are not shown. */
  problems(): Diagnostic[] {
    if (this.unreported === 0) {
      return [...this.found];
    }
    const message = `There are ${this.unreported} more problems; correct these ones and check again.`;
    return [...this.found, { code: 'rule.too-many-problems' satisfies RuleCode, pointer: '', message }];
  }
}
