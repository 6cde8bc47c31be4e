import type { FoundEngine } from '../engines/found-engine';
import type { ServiceProcess } from '../processes/service-process';

/** Something that can be away for a while. */
export interface Victim {
  readonly name: string;
  /** The process that it is now. */
  readonly pid: () => number | undefined;
  /** Starts it again after it was killed, and waits until it can be used. */
  readonly restart: () => Promise<void>;
}

/** A service that was told to start again, as an orchestrator tells it: one that finds an engine away may end. */
export function serviceVictim(service: ServiceProcess, at: number): Victim {
  return { name: `${service.name} ${at}`, pid: () => service.pid, restart: () => service.start() };
}

/** Undefined for an engine that the tests have not started themselves. */
export function engineVictim(name: string, engine: FoundEngine): Victim | undefined {
  const { restart } = engine;
  return restart && { name, pid: () => engine.pids[0], restart };
}
