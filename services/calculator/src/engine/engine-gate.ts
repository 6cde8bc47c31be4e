import { Inject, Injectable } from '@nestjs/common';
import { Gate, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';

/** Before work that takes the engine's cores and memory. A process has many more pieces in hand, most of which need neither. */
@Injectable()
export class EngineGate extends Gate {
  constructor(@Inject(SERVICE_CONFIG) config: CalculatorConfig) {
    super(config.CALCULATOR_CONCURRENT_QUERIES);
  }
}
