import { ownMember } from '../../catalogue/lookup';
import { ExactNumber } from '../../value/exact-number';
import { pointerTo } from '../../value/json-pointer';
import type { CheckContext } from './check-context';
import { describe, either, quote } from './wording';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/**
 * The fields of an object of the rule. Reading a field reports what is wrong with it, so that checks read on and find the rest.
 */
export class Fields {
  private constructor(
    readonly context: CheckContext,
    readonly object: JsonObject,
    readonly pointer: string,
    /** What the object is, for messages: `a window`. */
    private readonly what: string,
  ) {}

  /** Opens a value that has to be an object; reports and returns nothing when it is not. */
  static open(context: CheckContext, value: unknown, pointer: string, what: string): Fields | undefined {
    if (isJsonObject(value)) {
      return new Fields(context, value, pointer, what);
    }
    context.report('rule.wrong-type', pointer, `Write ${what} as an object here, not ${describe(value)}.`);
    return undefined;
  }

  /** The same fields under a closer name for messages. */
  as(what: string): Fields {
    return new Fields(this.context, this.object, this.pointer, what);
  }

  /** Reports every field that is not among the known ones. */
  refuseOthers(known: readonly string[]): void {
    for (const name of Object.keys(this.object)) {
      if (!known.includes(name)) {
        const hint = this.context.didYouMean(name, () => known);
        const message = `Remove the field ${quote(name)}: ${this.what} takes ${either(known)}${hint}`;
        this.context.report('rule.unknown-field', this.at(name), message);
      }
    }
  }

  at(name: string): string {
    return pointerTo(this.pointer, name);
  }

  get(name: string): unknown {
    return ownMember(this.object, name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The value of a field that must be there. */
  required(name: string): unknown {
    const value = this.get(name);
    if (value === undefined) {
      this.context.report('rule.missing-field', this.at(name), `Add the field "${name}" to ${this.what}.`);
    }
    return value;
  }

  /** A required text. */
  text(name: string): string | undefined {
    const value = this.required(name);
    return value === undefined ? undefined : this.typed(name, value, isString, 'a string');
  }

  /** A required list. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.required(name);
    return value === undefined ? undefined : this.typed(name, value, isList, 'a list');
  }

  /** A list that may be left out. */
  optionalList(name: string): readonly unknown[] {
    const value = this.get(name);
    return value === undefined ? [] : (this.typed(name, value, isList, 'a list') ?? []);
  }

  /** A `true` or `false` that may be left out. */
  optionalBoolean(name: string): boolean | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : this.typed(name, value, isBoolean, 'true or false');
  }

  private typed<Type>(
    name: string,
    value: unknown,
    isType: (value: unknown) => value is Type,
    expected: string,
  ): Type | undefined {
    if (isType(value)) {
      return value;
    }
    const message = `Write ${expected} in "${name}", not ${describe(value)}.`;
    this.context.report('rule.wrong-type', this.at(name), message);
    return undefined;
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
