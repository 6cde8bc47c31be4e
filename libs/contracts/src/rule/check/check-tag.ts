import type { TagDefinition } from '../../catalogue/catalogue';
import { findTag } from '../../catalogue/lookup';
import { pointerTo } from '../../value/json-pointer';
import type { CheckContext } from './check-context';
import { reportUnknownOperator } from './check-comparison';
import { checkOperand, checkText, checkValues } from './check-operand';
import { checkLocalDate } from './check-time';
import { Fields } from './fields';
import { either, quote } from './wording';

/** Operators of each kind of tag. */
const operatorsByTag = {
  flag: ['has'],
  category: ['in', 'notIn'],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between'],
} as const;

const tagOperators: readonly string[] = Object.values(operatorsByTag).flat();

/** Checks a tag condition. */
export function checkTag(fields: Fields): void {
  const { context } = fields;
  fields.refuseOthers(['kind', 'tag', 'match', 'asOf']);
  if (fields.has('asOf')) {
    checkLocalDate(context, fields.get('asOf'), fields.at('asOf'));
  }
  const name = fields.text('tag');
  const definition = name === undefined ? undefined : findTag(context.catalogue, name);
  if (name !== undefined && definition === undefined) {
    const hint = context.didYouMean(name, () => Object.keys(context.catalogue.tags));
    const message = `Name a tag of the catalogue: there is no tag ${quote(name)}${hint}`;
    context.report('rule.unknown-tag', fields.at('tag'), message);
  }
  if (definition?.kind === 'category' && !fields.has('match')) {
    requireTagValues(context, fields.at('match'));
    return;
  }
  const value = fields.required('match');
  const match =
    value === undefined ? undefined : Fields.open(context, value, fields.at('match'), 'the match of a tag');
  if (match !== undefined) {
    checkMatch(match, definition);
  }
}

/** Without a definition, because the tag is unknown, only what is wrong for every kind of tag is found. */
function checkMatch(match: Fields, definition: TagDefinition | undefined): void {
  const { context } = match;
  const op = match.text('op');
  if (op === undefined) {
    return;
  }
  if (!tagOperators.includes(op)) {
    const known = definition === undefined ? tagOperators : operatorsByTag[definition.kind];
    reportUnknownOperator(match, op, known);
    return;
  }
  if (definition === undefined) {
    return;
  }
  const known: readonly string[] = operatorsByTag[definition.kind];
  if (definition.kind === 'category' && op === 'has') {
    requireTagValues(context, match.pointer);
  } else if (!known.includes(op)) {
    const message = `Use ${either(known)}: "${op}" does not apply to a ${definition.kind} tag.`;
    context.report('rule.operator-not-for-type', match.at('op'), message);
  } else {
    checkMatchOperand(match, definition, op);
  }
}

function checkMatchOperand(match: Fields, definition: TagDefinition, op: string): void {
  switch (definition.kind) {
    case 'flag':
      match.refuseOthers(['op']);
      return;
    case 'category':
      match.refuseOthers(['op', 'values']);
      checkCategoryValues(match, definition.values);
      return;
    case 'number': {
      match.refuseOthers(['op', 'value']);
      const value = match.required('value');
      if (value !== undefined) {
        checkOperand(match.context, op === 'between' ? 'numberRange' : 'number', value, match.at('value'));
      }
      return;
    }
  }
}

function checkCategoryValues(match: Fields, known: readonly string[]): void {
  const { context } = match;
  const values = match.get('values');
  if (values === undefined || (Array.isArray(values) && values.length === 0)) {
    requireTagValues(context, match.pointer);
    return;
  }
  checkValues(context, values, match.at('values'), (_context, literal, pointer) => {
    const text = checkText(context, literal, pointer);
    if (text !== undefined && !context.hasValue(known, text)) {
      const message = `Name a value that the tag has: ${quote(text)} is none of them${context.didYouMean(text, () => known)}`;
      context.report('rule.unknown-tag-value', pointer, message);
    }
    return text;
  });
}

function requireTagValues(context: CheckContext, match: string): void {
  const message = 'Name the values that the category tag is to have, with "op":"in" or "notIn" and "values".';
  context.report('rule.tag-values-required', pointerTo(match, 'values'), message);
}
