import { findAttributeType } from '../../catalogue/lookup';
import { checkComparison, comparisonFields } from './check-comparison';
import type { Fields } from './fields';
import { quote } from './wording';

/** Checks an attribute condition. */
export function checkAttribute(fields: Fields): void {
  const { catalogue } = fields.context;
  fields.refuseOthers(['kind', 'attribute', ...comparisonFields]);
  const name = fields.text('attribute');
  const type = name === undefined ? undefined : findAttributeType(catalogue, name);
  if (name !== undefined && type === undefined) {
    const hint = fields.context.didYouMean(name, () => Object.keys(catalogue.attributes));
    const message = `Name an attribute of the catalogue: there is no attribute ${quote(name)}${hint}`;
    fields.context.report('rule.unknown-attribute', fields.at('attribute'), message);
  }
  checkComparison(fields, type);
}
