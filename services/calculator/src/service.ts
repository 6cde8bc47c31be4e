import { topics } from '@muster/contracts';
import type { ServiceDefinition } from '@muster/platform';
import { type CalculatorConfig, calculatorConfig } from './calculator.config';
import { CalculatorModule } from './calculator.module';
import { calculatorClickHouseMigrations } from './clickhouse-migrations';

/** Executes plans and writes snapshots. */
export const calculatorService: ServiceDefinition<CalculatorConfig> = {
  name: 'calculator',
  config: calculatorConfig,
  module: CalculatorModule,
  http: false,
  clickhouse: { migrations: calculatorClickHouseMigrations },
  objectStore: false,
  topicConcurrency: ({ CALCULATOR_CONCURRENT_PIECES }) => ({
    [topics.calculation.name]: CALCULATOR_CONCURRENT_PIECES,
  }),
};
