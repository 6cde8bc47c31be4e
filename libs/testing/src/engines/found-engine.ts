/** The engines that integration tests run on. */
export type EngineName = 'postgres' | 'clickhouse' | 'object-store' | 'kafka';

/** An engine that tests can use. */
export interface FoundEngine {
  /** Which one it is, for people: `Apache Kafka 4.1.0, local (Java)`. */
  readonly took: string;
  /** Whether it is the product that production uses, not a stand-in. */
  readonly real: boolean;
  /** What the workers need to know of it: variables by name. */
  readonly env: Readonly<Record<string, string>>;
  /** Processes that must not outlive the test run, as they are now. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
  /** Starts it again after its processes were killed: same address, same data. Absent where that is beyond the tests. */
  readonly restart?: () => Promise<void>;
}

/** One way to get an engine. */
export interface EngineSource {
  /** e.g. `Docker`. */
  readonly name: string;
  /** The engine, or why this way is closed on this machine. */
  find(folder: string): Promise<FoundEngine | string>;
}

/** The first engine that one of the sources gives, or every reason why none did. */
export async function firstOf(
  sources: readonly EngineSource[],
  folder: string,
): Promise<FoundEngine | string> {
  const reasons: string[] = [];
  for (const source of sources) {
    const found = await source.find(folder).catch((error: unknown) => {
      return `failed: ${error instanceof Error ? error.message : String(error)}`;
    });
    if (typeof found !== 'string') return found;
    reasons.push(`${source.name}: ${found}`);
  }
  return reasons.join('; ');
}

/** An engine that runs already and is given by a variable. */
export function fromVariable(
  variable: string,
  describe: (value: string) => Omit<FoundEngine, 'stop' | 'pids'>,
) {
  return {
    name: variable,
    find: async (): Promise<FoundEngine | string> => {
      const value = process.env[variable];
      if (value === undefined || value === '') return 'not set';
      return { ...describe(value), pids: [], stop: () => Promise.resolve() };
    },
  } satisfies EngineSource;
}
