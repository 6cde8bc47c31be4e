/** Every code that the check of a rule can report, and what it means. Codes are stable: clients switch on them. */
export const ruleCodes = {
  'rule.too-large': 'The rule has too many bytes',
  'rule.too-deep': 'Nodes are nested too deep',
  'rule.too-many-conditions': 'The rule has too many conditions',
  'rule.too-many-filters': 'A behaviour or sequence has too many filters',
  'rule.list-too-long': 'A list has too many values',
  'rule.regex-too-long': 'A regular expression has too many characters',
  'rule.too-many-problems': 'There are more problems than the answer shows',

  'rule.wrong-type': 'A field has another JSON type than the language gives it',
  'rule.missing-field': 'A field that must be there is missing',
  'rule.unknown-field': 'A field is not one of the language, or has no meaning where it stands',
  'rule.unknown-kind': 'A node, window or measure of a kind that the language does not have',
  'rule.unknown-operator': 'An operator that no type has',
  'rule.unknown-unit': 'A unit of time that the language does not have',
  'rule.empty-group': 'A set expression without operands',
  'rule.empty-sequence': 'A sequence without steps',
  'rule.first-step-must-happen': 'A sequence that begins with a step that must not happen',

  'rule.unknown-tag': 'A tag that the catalogue does not have',
  'rule.tag-values-required': 'A category tag without the values that it is to have',
  'rule.unknown-tag-value': 'A value that a category tag does not have',
  'rule.unknown-application': 'An application that the catalogue does not have',
  'rule.unknown-event': 'An event that the application does not have',
  'rule.unknown-property': 'A property that the event does not have',
  'rule.property-type-conflict':
    'A property that has different types in the applications that "*" stands for',
  'rule.unknown-attribute': 'An attribute that the catalogue does not have',

  'rule.operator-not-for-type': 'An operator or measure that the type of the value does not have',
  'rule.value-type': 'A literal of another type than the operator needs',
  'rule.value-out-of-range': 'A literal of the right type that cannot be kept exactly, or is out of bounds',
  'rule.empty-values': 'A list of values without values',
  'rule.range-reversed': 'A range whose lower end exceeds its upper end',
  'rule.ignore-case-not-allowed': 'ignoreCase beside an operator that does not compare strings',
  'rule.include-today-not-allowed': 'includeToday in a window that rolls by the clock',
  'rule.unit-not-allowed': 'A unit that has no fixed length where elapsed time is meant',
  'rule.compare-required': 'A measure without its comparison',
  'rule.window-empty': 'A window that ends before it starts',
  'rule.regex-invalid':
    'A regular expression that is not RE2 syntax, or too large, or of newer Unicode than the engine knows',
  'rule.text-invalid': 'A text with half a surrogate pair, which is no character',

  'rule.audience-not-visible':
    'An audience that does not exist or that the author may not see (found by the API)',
  'rule.audience-cycle': 'An audience that would depend on itself (found by the API)',
} as const;

export type RuleCode = keyof typeof ruleCodes;
