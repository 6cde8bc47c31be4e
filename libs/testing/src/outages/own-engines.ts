import { killablePostgres } from '../engines/embedded';
import { type EngineName, type EngineSource, firstOf, type FoundEngine } from '../engines/found-engine';
import { localClickHouse } from '../engines/local-clickhouse';
import { localKafka } from '../engines/local-kafka';
import { localMinio } from '../engines/local-minio';
import { tempFolder } from '../temp-folder';
import { engineVictim, type Victim } from './victim';

const SOURCES: Readonly<Record<EngineName, EngineSource>> = {
  postgres: killablePostgres,
  clickhouse: localClickHouse,
  kafka: localKafka,
  'object-store': localMinio,
};

/** Engines that a suite may kill. */
export interface OwnEngines {
  readonly victims: readonly Victim[];
  stop(): Promise<void>;
}

/**
 * Starts engines that belong to this suite alone, and puts their addresses in the place of the shared ones. Where this machine
 * cannot start one, the shared one is used and left alone, and a line says so.
 */
export async function startOwnEngines(): Promise<OwnEngines> {
  const folder = await tempFolder();
  const before = { ...process.env };
  const found: FoundEngine[] = [];
  const victims: Victim[] = [];
  for (const [name, source] of Object.entries(SOURCES)) {
    const engine = await firstOf([source], folder.path);
    if (typeof engine === 'string') {
      process.stdout.write(`  ${name} is shared and spared: ${engine}\n`);
      continue;
    }
    found.push(engine);
    Object.assign(process.env, engine.env);
    const victim = engineVictim(name, engine);
    if (victim) victims.push(victim);
  }
  return {
    victims,
    stop: async () => {
      await Promise.all(found.map((engine) => engine.stop()));
      for (const { env } of found) for (const name of Object.keys(env)) restore(name, before[name]);
      await folder.dispose();
    },
  };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
