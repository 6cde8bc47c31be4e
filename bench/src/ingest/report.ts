import { cpus } from 'node:os';
import type { Ingested } from './measure-ingest';

/** Behaviours for each second that importer and ClickHouse take of a processor together. */
const GOAL = 30_000;

export const COUNTED = ['importer', 'ClickHouse'] as const;

export function printIngest(what: string, { events, seconds, landings, runs, cpu }: Ingested): void {
  const perEvent = (name: string): number => ((cpu[name] ?? NaN) * 1e6) / events;
  const together = COUNTED.reduce((sum, name) => sum + (cpu[name] ?? NaN), 0);
  const speed = events / together;
  const [most] = [...COUNTED].sort((one, other) => perEvent(other) - perEvent(one));
  const lines = [
    `  ${what}: ${String(events)} behaviours in ${seconds.toFixed(1)} s on ${String(cpus().length)} cores, in ${String(landings)} landings; ${String(runs)} runs`,
    ...Object.keys(cpu).map(
      (name) =>
        `    ${name.padEnd(12)} ${(cpu[name] ?? NaN).toFixed(1).padStart(7)} s of processor time  ${perEvent(name).toFixed(1).padStart(7)} µs a behaviour`,
    ),
    `    importer and ClickHouse together: ${speed.toFixed(0)} behaviours a second of processor time (goal ${String(GOAL)}: ${speed >= GOAL ? 'reached' : 'not reached'}); bounded by ${String(most)}`,
    '',
  ];
  process.stdout.write(lines.join('\n'));
}
