import type { Condition } from '@muster/contracts';
import { compileRule } from '../compiler/compile-rule';
import { randomCatalogue } from './random-catalogue.fixture';

/** The conditions that the compiler has a plan for, and how many of which kind or measure it refused to plan. */
export class CompilableConditions {
  readonly refused = new Map<string, number>();

  readonly has = (condition: Condition): boolean => {
    const compilation = compileRule({ rule: condition, catalogue: randomCatalogue, timeZone: 'UTC' });
    if (compilation.ok || !compilation.diagnostics.some(({ code }) => code === 'rule.not-yet-compilable')) {
      return true;
    }
    const name = condition.kind === 'behavior' ? (condition.measure?.fn ?? 'count') : condition.kind;
    this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
    return false;
  };
}
