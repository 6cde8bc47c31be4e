import type { RunState } from '@muster/contracts';
import { UNDER_WAY } from '../../runs/domain/run-state';

/** An audience that a scheduled run reads, and what becomes of it on the run's business date. */
export interface WaveInput {
  readonly audienceId: string;
  /** Whether its own scheduled run of that date is yet to be made. */
  readonly isDue: boolean;
  /** The state of its scheduled run of that date; null when there is none. */
  readonly runState: RunState | null;
}

/**
 * The audiences that a scheduled run waits for. Every run waits for what it reads itself and for nothing else: so a day is computed in
 * topological order, and everything independent at once, without an order that anybody has to know.
 */
export function waitsFor(inputs: readonly WaveInput[]): string[] {
  return inputs
    .filter(({ isDue, runState }) => isDue || (runState !== null && UNDER_WAY.includes(runState)))
    .map(({ audienceId }) => audienceId);
}

/**
 * The audiences whose run of the date has ended, or stands still, without a result. A superseded one has a result: of the run that was
 * published in its place.
 */
export function withoutResult(inputs: readonly WaveInput[]): ReadonlySet<string> {
  const stopped = inputs.filter(
    ({ runState }) =>
      runState !== null &&
      !UNDER_WAY.includes(runState) &&
      runState !== 'completed' &&
      runState !== 'superseded',
  );
  return new Set(stopped.map(({ audienceId }) => audienceId));
}
