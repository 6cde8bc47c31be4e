import type { ClickHouse } from '@muster/platform';
import { ServiceProcess } from '../processes/service-process';
import { dataTablesForTest } from '../resources/data-tables-for-test';
import { kafkaForTest } from '../resources/kafka-for-test';
import { objectStoreForTest } from '../resources/object-store-for-test';
import { postgresForTest } from '../resources/postgres-for-test';
import { combined, type TestResource } from '../resources/test-resource';
import { ADMIN_TOKEN } from './deployment';

/** Variables beyond those of the surroundings. */
export interface OwnVariables {
  readonly api?: TestResource['env'];
  readonly calculators?: TestResource['env'];
}

/** What computes audiences, as processes on Kafka: the API, a compiler and any number of calculators. Data is written by hand. */
export class CalculatingDeployment {
  readonly adminToken = ADMIN_TOKEN;

  private constructor(
    readonly resources: TestResource,
    readonly clickhouse: ClickHouse,
    readonly url: string,
    private readonly others: readonly ServiceProcess[],
    private readonly own: OwnVariables,
    readonly calculators: ServiceProcess[],
  ) {}

  static async start(calculators: number, own: OwnVariables = {}): Promise<CalculatingDeployment> {
    const tables = await dataTablesForTest();
    const stores = await Promise.all([postgresForTest(), objectStoreForTest(), kafkaForTest()]);
    const settings = {
      env: { ADMIN_TOKEN, LOG_LEVEL: 'warn' },
      dispose: () => Promise.resolve(),
    };
    const resources = combined(tables, ...stores, settings);
    const api = await ServiceProcess.start('audience-api', { ...resources.env, ...own.api });
    const compiler = await ServiceProcess.start('rule-compiler', resources.env);
    const others = [api, compiler];
    const deployment = new CalculatingDeployment(resources, tables.clickhouse, api.url, others, own, []);
    await deployment.scaleTo(calculators);
    return deployment;
  }

  /** Starts or stops calculators until there are so many. */
  async scaleTo(calculators: number): Promise<void> {
    const env = { ...this.resources.env, ...this.own.calculators };
    const missing = Math.max(0, calculators - this.calculators.length);
    const started = Array.from({ length: missing }, () => ServiceProcess.start('calculator', env));
    this.calculators.push(...(await Promise.all(started)));
    await Promise.all(this.calculators.splice(calculators).map((calculator) => calculator.stop()));
  }

  async stop(): Promise<void> {
    await this.scaleTo(0);
    await Promise.all(this.others.map((service) => service.stop()));
    await this.resources.dispose();
  }
}
