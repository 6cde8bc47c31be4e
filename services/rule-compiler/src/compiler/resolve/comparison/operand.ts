import { parseDecimal, type Duration, type Operand, type Scalar } from '@muster/contracts';
import { UncheckedRuleError } from '../../unchecked-rule.error';

/** An operand, by the shape that the check has found it to have. */
export class OperandReader {
  constructor(
    private readonly value: Operand | undefined,
    readonly pointer: string,
  ) {}

  text(): string {
    return typeof this.value === 'string' ? this.value : this.refuse('no text');
  }

  texts(): readonly string[] {
    return this.list().map((value) => (typeof value === 'string' ? value : this.refuse('no text')));
  }

  decimal(): string {
    return parseDecimal(this.value) ?? this.refuse('no number');
  }

  decimals(): readonly string[] {
    return this.list().map((value) => parseDecimal(value) ?? this.refuse('no number'));
  }

  duration(): Duration {
    return typeof this.value === 'object' && 'unit' in this.value ? this.value : this.refuse('no duration');
  }

  refuse(what: string): never {
    throw new UncheckedRuleError(what, this.pointer);
  }

  private list(): readonly Scalar[] {
    return Array.isArray(this.value) ? this.value : this.refuse('no list');
  }
}
