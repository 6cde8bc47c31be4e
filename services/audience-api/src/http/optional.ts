import { ValidateIf } from 'class-validator';

/** The field may be left out. Unlike class-validator's IsOptional it may not be null: null is a value, of the wrong type. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_, value: unknown) => value !== undefined);
}
