import type { BoundParameter } from '@muster/contracts';
import type { ValueExpression } from '../expression/value.expression';

/** The literals of a statement in the order of their first appearance: p0, p1, …; equal ones are bound once. */
export class Parameters {
  private readonly names = new Map<string, string>();
  private readonly bound: Record<string, BoundParameter> = {};

  /** The only way of a value into a statement: its text there is a parameter's name and type. */
  appendValue({ type, value }: ValueExpression): string {
    const key = JSON.stringify([type, value]);
    const name = this.names.get(key) ?? `p${String(this.names.size)}`;
    this.names.set(key, name);
    this.bound[name] = { type, value: typeof value === 'string' ? value : [...value] };
    return `{${name}:${type}}`;
  }

  all(): Record<string, BoundParameter> {
    return this.bound;
  }
}
