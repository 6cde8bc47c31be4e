import { calculationMethod, type CalculationMethod, type ChangeCalculationRequest } from '@muster/contracts';
import { IsIn } from 'class-validator';

export class ChangeCalculationDto implements ChangeCalculationRequest {
  @IsIn(calculationMethod.options)
  calculation!: CalculationMethod;
}
