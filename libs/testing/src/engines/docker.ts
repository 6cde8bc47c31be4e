import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import { freePort } from '@muster/standalone/engines';
import type { EngineSource, FoundEngine } from './found-engine';
import { outputOf } from './programs';

let answered: Promise<string | undefined> | undefined;

/** Why Docker cannot be used here; undefined when an engine answers. Asked once a run. */
export async function whyNoDocker(): Promise<string | undefined> {
  answered ??= outputOf('docker', ['version', '--format', '{{.Server.Version}}']);
  const version = (await answered)?.trim();
  return version === undefined || version === '' ? 'no engine answers' : undefined;
}

export interface ContainerRecipe {
  readonly image: string;
  readonly port: number;
  readonly real: boolean;
  /** @param port The port on this machine, fixed before the start: a broker has to tell its clients where it is. */
  build(container: GenericContainer, port: number): GenericContainer;
  /** Variables for the workers, by the port on this machine. */
  env(host: string, port: number): Readonly<Record<string, string>>;
}

/** An engine in a container, by testcontainers, which also removes it when the test run is killed. */
export function fromDocker(recipe: ContainerRecipe): EngineSource {
  return {
    name: 'Docker',
    find: async (): Promise<FoundEngine | string> => {
      const reason = await whyNoDocker();
      if (reason !== undefined) return reason;
      // Loaded only where it is of use: it takes most of a second.
      const { GenericContainer } = await import('testcontainers');
      const host = await freePort();
      const ports = { container: recipe.port, host };
      const container: StartedTestContainer = await recipe
        .build(new GenericContainer(recipe.image).withExposedPorts(ports), host)
        .start();
      return {
        took: `${recipe.image} (Docker)`,
        real: recipe.real,
        env: recipe.env(container.getHost(), host),
        pids: [],
        stop: async () => {
          await container.stop();
        },
      };
    },
  };
}
