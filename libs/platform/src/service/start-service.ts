import type { DynamicModule, Type } from '@nestjs/common';
import type { Server } from 'node:http';
import { readServiceConfig } from '../config/platform-config';
import type { Environment } from '../config/read-config';
import { HealthChecks } from '../health/health-checks';
import { Log } from '../logs/log';
import { Metrics } from '../metrics/metrics';
import { Closers } from './closers';
import { ConsumersModule } from './consumers.module';
import { createApp } from './create-app';
import { drain, keepIdleConnections, urlOf } from './http-server';
import { openBackends } from './open-backends';
import { PlatformModule } from './platform.module';
import type { RunningService, ServiceDefinition } from './service-definition';

export interface StartOptions {
  /** `configured` listens on HOST and PORT; `none` opens no port, for a service hosted beside others. */
  readonly port: 'configured' | 'none';
}

/**
 * Starts a service: reads its configuration, connects and migrates what it uses, consumes its events and, unless told
 * otherwise, answers HTTP. Any number of services can run in one process; they share nothing.
 *
 * Stopping is graceful: no more requests and no more events are taken, those in hand are finished, the outbox is relayed, and
 * only then are connections closed.
 *
 * @throws ConfigError when variables are bad, DependencyDownError when something it needs has not answered for a minute.
 */
export async function startService<Config extends object>(
  definition: ServiceDefinition<Config>,
  env: Environment,
  { port }: StartOptions,
): Promise<RunningService> {
  const { platform: config, service: ownConfig } = readServiceConfig(definition, env);
  const log = Log.create(definition.name, config.logLevel);
  const metrics = new Metrics(definition.name);
  const closers = new Closers();
  try {
    const backends = await openBackends(definition, {
      ...{ config, log, metrics, closers },
      topicConcurrency: definition.topicConcurrency?.(ownConfig),
    });
    const strategy = backends.transport.strategy(definition.name);
    const health = new HealthChecks([
      ...backends.checks,
      { name: 'consumer', check: () => mustBe(strategy.isConsuming()) },
    ]);
    const app = await createApp(
      [
        PlatformModule.register(backends, log, metrics, ownConfig),
        ConsumersModule.register(strategy),
        moduleOf(definition, ownConfig),
      ],
      { log, metrics, health, trustedProxies: config.trustedProxies },
    );
    closers.add(() => app.close());
    // Global filters and interceptors of the HTTP edge do not apply to events.
    app.connectMicroservice({ strategy }, { inheritAppConfig: false });
    // Before events and requests come; a microservice whose initialization is deferred would run the hooks a second time.
    await app.init();
    await app.startAllMicroservices();
    const server = app.getHttpServer() as Server;
    keepIdleConnections(server);
    if (port === 'configured') await app.listen(config.port, config.host);
    const url = port === 'configured' ? urlOf(server, config.host) : undefined;
    log.info('started', { url });
    return {
      name: definition.name,
      url,
      stop: async () => {
        health.stop();
        const drained = drain(server);
        try {
          await closers.close();
        } finally {
          drained();
        }
        log.info('stopped');
      },
    };
  } catch (error) {
    await closers.close().catch((closing: unknown) => {
      log.warn('closing after a failed start failed too', { error: closing });
    });
    throw error;
  }
}

function moduleOf<Config extends object>(
  { module }: ServiceDefinition<Config>,
  config: Config,
): DynamicModule {
  return isClass(module) ? { module } : module(config);
}

function isClass(module: object): module is Type {
  // Of all functions, only classes have a prototype that cannot be replaced.
  return Object.getOwnPropertyDescriptor(module, 'prototype')?.writable === false;
}

function mustBe(consuming: boolean): Promise<void> {
  return consuming ? Promise.resolve() : Promise.reject(new Error('no events are being consumed'));
}
