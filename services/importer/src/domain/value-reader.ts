import {
  isInexactNumber,
  nothingDeclared,
  ownMember,
  type DataValue,
  type DeclaredType,
  type DeclaredTypes,
} from '@muster/contracts';
import { MistypedTally, type ValuePlace } from './mistyped-tally';
import type { Checked } from './row-problem';
import { numberOutOfRange, type TypedValue, type Typing } from './typed-value';
import type { ZoneClock } from './zone-clock';

/**
 * Reads the values of an organisation's rows, and compares them with what the catalogue declares. A value lands in every form that it
 * has, whatever is declared, so that a declaration that comes later finds it; a value that lacks the declared form
 * counts as missing, and is counted here.
 */
export class ValueReader {
  constructor(
    private readonly typing: Typing,
    readonly clock: ZoneClock,
    private readonly declared: DeclaredTypes = nothingDeclared,
    readonly mistyped = new MistypedTally(),
  ) {}

  attribute(name: string, value: DataValue): Checked<TypedValue> {
    const type = ownMember(this.declared.attributes, name);
    return this.read(value, type, () => ({ kind: 'attribute', app: null, event: null, name }));
  }

  /** Reads the properties of one event. */
  propertiesOf(app: string, event: string): (name: string, value: DataValue) => Checked<TypedValue> {
    const types = ownMember(ownMember(this.declared.properties, app) ?? {}, event) ?? {};
    return (name, value) =>
      this.read(value, ownMember(types, name), () => ({ kind: 'property', app, event, name }));
  }

  tag(name: string, value: DataValue): Checked<TypedValue> {
    const type = ownMember(this.declared.tags, name);
    return this.read(value, type, () => ({ kind: 'tag', app: null, event: null, name }));
  }

  private read(
    value: DataValue,
    declared: DeclaredType | undefined,
    place: () => ValuePlace,
  ): Checked<TypedValue> {
    const typed = this.typing(value, this.clock);
    if (!typed.ok || declared === undefined || hasForm(typed.row, declared)) return typed;
    // A number in everything but its size: it would be missing from sums, and nobody would know.
    if (declared === 'number' && isInexactNumber(value)) return numberOutOfRange();
    this.mistyped.add(place(), declared, value);
    return typed;
  }
}

function hasForm({ text, number, boolean, time, list }: TypedValue, declared: DeclaredType): boolean {
  switch (declared) {
    case 'string':
    case 'category':
      return text !== undefined;
    case 'number':
      return number !== undefined;
    case 'boolean':
    case 'flag':
      return boolean !== undefined;
    case 'time':
      return time !== undefined;
    case 'list':
      return list !== undefined;
  }
}
