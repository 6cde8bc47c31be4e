import { MAX_RETENTION_DAYS } from '@muster/contracts';
import { IsInt, Max, Min, ValidateIf } from 'class-validator';

export class RetentionDto {
  @ValidateIf((_, value: unknown) => value !== null)
  @IsInt({ message: `must be a whole number of days from 1 to ${MAX_RETENTION_DAYS}, or null for ever` })
  @Min(1)
  @Max(MAX_RETENTION_DAYS)
  days!: number | null;
}
