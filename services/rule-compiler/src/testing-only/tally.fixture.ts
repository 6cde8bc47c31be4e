import type { Catalogue, Rule } from '@muster/contracts';
import { everyFeature, featuresOf } from './rule-features.fixture';

/** Counts what the compared rules use of the language, and how many users they select: nothing is left out silently. */
export class Tally {
  private readonly counts = new Map(everyFeature().map((feature) => [feature, 0]));
  private readonly selected = { nobody: 0, some: 0, everybody: 0 };

  constructor(private readonly catalogue: Catalogue) {}

  add(rule: Rule, members: number, users: number): void {
    for (const feature of featuresOf(rule, this.catalogue)) {
      this.counts.set(feature, (this.counts.get(feature) ?? 0) + 1);
    }
    this.selected[members === 0 ? 'nobody' : members === users ? 'everybody' : 'some'] += 1;
  }

  /** What no compared rule has used. */
  missing(): string[] {
    return [...this.counts].flatMap(([feature, count]) => (count === 0 ? [feature] : []));
  }

  /** One line for each first word: `measure: count 61, days 12, …`. */
  toString(): string {
    const lines = new Map<string, string[]>();
    for (const [feature, count] of this.counts) {
      const [word = '', ...rest] = feature.split(' ');
      lines.set(word, [...(lines.get(word) ?? []), `${rest.join(' ')} ${count}`]);
    }
    const { nobody, some, everybody } = this.selected;
    return [
      `rules that select nobody ${nobody}, some ${some}, everybody ${everybody}; rules with`,
      ...[...lines].map(([word, counted]) => `  ${word}: ${counted.join(', ')}`),
    ].join('\n');
  }
}
