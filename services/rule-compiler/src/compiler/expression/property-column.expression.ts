import { PROPERTY_COLUMN, propertyColumn, type ColumnType } from '@muster/contracts';

/** The column of a declared property: its name is made of a hash, and no text of a user is in it. */
export interface PropertyColumnExpression {
  readonly kind: 'property-column';
  readonly name: string;
}

export const PropertyColumnExpression = (property: string, type: ColumnType): PropertyColumnExpression => {
  const name = propertyColumn(property, type);
  if (!PROPERTY_COLUMN.test(name)) throw new RangeError('not the name of a property column');
  return Object.freeze({ kind: 'property-column', name });
};
