import { PermanentError } from '../../errors/errors';
import type { Log } from '../../logs/log';
import { recordBytes } from '../codec/byte-batches';
import type { DeadLetter } from './dead-letters.port';
import { fetchBody, type BodyStore } from './parked-body';

/** Letters are published again in batches of so many bytes, so that any number of them takes as little memory. */
const MAX_BATCH_BYTES = 768 * 1024;

/** Letters as the messages that they were, in bounded batches. Those whose body is gone are left out, which the log says. */
export async function* replayBatches(
  letters: Iterable<DeadLetter> | AsyncIterable<DeadLetter>,
  store: BodyStore,
  log: Log,
): AsyncGenerator<DeadLetter[]> {
  let batch: DeadLetter[] = [];
  let bytes = 0;
  for await (const letter of letters) {
    const whole = await withBody(letter, store, log);
    if (!whole) continue;
    const size = recordBytes(whole);
    if (batch.length > 0 && bytes + size > MAX_BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(whole);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function withBody(letter: DeadLetter, store: BodyStore, log: Log): Promise<DeadLetter | undefined> {
  const { id, body } = letter;
  if (!body) return letter;
  try {
    if (body.kind === 'parked')
      return { ...letter, value: await fetchBody(store, body.key), body: undefined };
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
  }
  log.error('A dead letter is not replayed: its body is gone', {
    id,
    sha256: body.sha256,
    bytes: body.bytes,
  });
  return undefined;
}
