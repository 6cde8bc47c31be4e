import type { AttributeValue, ValueType } from '@muster/contracts';

/** The value of an attribute in every typed form that the data had. */
export interface TypedForms {
  readonly text: string | null;
  /** Decimal text. */
  readonly number: string | null;
  readonly boolean: boolean | null;
  /** `2026-11-21 08:00:00.000000`, in UTC. */
  readonly time: string | null;
  readonly list: readonly string[];
  readonly isList: boolean;
}

/**
 * What an attribute is for readers: its form of the declared type, as rules see it; without a declaration the form in which it came.
 * Undefined when it has no such form: a value of another type than declared counts as missing.
 */
export function attributeValue(
  forms: TypedForms,
  declared: ValueType | undefined,
): AttributeValue | undefined {
  const instant = forms.time === null ? undefined : `${forms.time.replace(' ', 'T')}Z`;
  const list = forms.isList ? [...forms.list] : undefined;
  switch (declared) {
    case 'string':
      return forms.text ?? undefined;
    case 'number':
      return forms.number ?? undefined;
    case 'boolean':
      return forms.boolean ?? undefined;
    case 'time':
      return instant;
    case 'list':
      return list;
    case undefined:
      // Text comes first: it is what was sent, and the others have been read from it.
      return list ?? forms.text ?? forms.boolean ?? forms.number ?? instant;
  }
}
