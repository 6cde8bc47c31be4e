import { ProblemResponse } from '@muster/contracts';

const PAUSE_MS = 200;
const PATIENCE_MS = 240_000;

/** Answers that are not an outage's: told by the test, whatever came of the request in the end. */
export class UnexpectedAnswers {
  readonly #answers = new Map<string, number>();

  add(error: ProblemResponse): void {
    const text = `${error.problem.status} ${error.message}`;
    this.#answers.set(text, (this.#answers.get(text) ?? 0) + 1);
  }

  get all(): readonly string[] {
    return [...this.#answers].map(([text, times]) => `${times}x ${text}`);
  }
}

/** Asks again as long as the API is away or says that it cannot answer now, as any client does that wants its work done. */
export async function insist<Answer>(
  ask: () => Promise<Answer>,
  unexpected: UnexpectedAnswers,
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ProblemResponse && error.problem.status !== 503 && error.problem.status !== 429) {
        unexpected.add(error);
        if (error.problem.status < 500) throw error;
      }
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
