import { audienceApiService } from '@muster/audience-api';
import { calculatorService } from '@muster/calculator';
import { exporterService } from '@muster/exporter';
import { importerService } from '@muster/importer';
import { startService, type RunningService } from '@muster/platform';
import { ruleCompilerService } from '@muster/rule-compiler';
import { combined, type TestResource } from '../resources/test-resource';
import { clickhouseForTest } from '../resources/clickhouse-for-test';
import { objectStoreForTest } from '../resources/object-store-for-test';
import { postgresForTest } from '../resources/postgres-for-test';
import { ServiceProcess, type ServiceName } from '../processes/service-process';

export const ADMIN_TOKEN = 'administrator-of-the-tests';

/** Data stores of a scenario's own, and what every service has to be told. */
export async function surroundings(transport: TestResource): Promise<TestResource> {
  const stores = await Promise.all([postgresForTest(), clickhouseForTest(), objectStoreForTest()]);
  return combined(...stores, transport, {
    env: { ADMIN_TOKEN, LOG_LEVEL: 'warn' },
    dispose: () => Promise.resolve(),
  });
}

/** Events through the scenario's own Postgres database. */
export const postgresTransport: TestResource = {
  env: { TRANSPORT: 'postgres' },
  dispose: () => Promise.resolve(),
};

/** A Muster that answers HTTP. */
export interface Deployment {
  readonly url: string;
  stop(): Promise<void>;
}

/** The five services in this process, as standalone hosts them. */
export async function deployInOneProcess(env: TestResource['env']): Promise<Deployment> {
  const api = await startService(audienceApiService, { ...env, PORT: '0' }, { port: 'configured' });
  const others: RunningService[] = [
    await startService(importerService, env, { port: 'none' }),
    await startService(ruleCompilerService, env, { port: 'none' }),
    await startService(calculatorService, env, { port: 'none' }),
    await startService(exporterService, env, { port: 'none' }),
  ];
  return {
    url: api.url ?? '',
    stop: async () => {
      await Promise.all([api, ...others].map((service) => service.stop()));
    },
  };
}

/** The five services as processes of their own, as in production; a service can be told other variables than the rest. */
export async function deployAsProcesses(
  env: TestResource['env'],
  own: Partial<Record<ServiceName, TestResource['env']>> = {},
): Promise<Deployment & { readonly services: Readonly<Record<ServiceName, ServiceProcess>> }> {
  const start = (name: ServiceName) => ServiceProcess.start(name, { ...env, ...own[name] });
  const [api, compiler, calculator, importer, exporter] = await Promise.all([
    start('audience-api'),
    start('rule-compiler'),
    start('calculator'),
    start('importer'),
    start('exporter'),
  ]);
  const services = { 'audience-api': api, 'rule-compiler': compiler, calculator, importer, exporter };
  return {
    url: api.url,
    services,
    stop: async () => {
      await Promise.all(Object.values(services).map((service) => service.stop()));
    },
  };
}
