import { ConfigError } from '../config/config.error';
import type { ServiceDefinition } from './service-definition';
import { startService } from './start-service';

/**
 * The entry of a process that is one service. SIGTERM and SIGINT stop it gracefully, a second one at once. A service that
 * cannot start says why in one line for each reason, on standard error, and exits with 1.
 */
export async function runService<Config extends object>(
  definition: ServiceDefinition<Config>,
): Promise<void> {
  try {
    const service = await startService(definition, process.env, { port: 'configured' });
    let stopping = false;
    const stop = () => {
      if (stopping) process.exit(1);
      stopping = true;
      service.stop().then(() => process.exit(0), fail);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${textOf(error)}\n`);
  process.exit(1);
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What the configuration says is for people; anything else needs its stack.
  return error instanceof ConfigError ? error.message : (error.stack ?? error.message);
}
