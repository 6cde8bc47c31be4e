import { finished, type Readable } from 'node:stream';
import { isConnectionError } from '../errors/connection-errors';
import { ExceptionTrailer } from './exception-trailer';

/**
 * The bytes of an answer, which fail with the engine's message when it fails late. A ClickHouse server closes the connection
 * right behind that message, without the end that HTTP asks for, while a slow reader may not have taken the last bytes yet. They are
 * read first; `stream.pipeline` would drop them and leave a lost connection, which callers retry for ever.
 * A reader that gives up ends the request.
 * @param tag of the engine's exception trailer; undefined when the server announced none
 */
export function readAnswer(answer: Readable, tag: string | undefined): Readable {
  const bytes = new ExceptionTrailer(tag);
  const take = (chunk: Buffer): void => {
    if (!bytes.write(chunk)) answer.pause();
  };
  bytes.on('drain', () => answer.resume());
  bytes.once('close', () => answer.destroy());
  finished(answer, { writable: false }, (error) => {
    answer.off('data', take);
    if (bytes.destroyed) return;
    if (!error) bytes.end();
    else if (!isConnectionError(error)) bytes.destroy(error);
    else {
      for (let rest = answer.read() as Buffer | null; rest !== null; rest = answer.read() as Buffer | null) {
        bytes.write(rest);
      }
      bytes.endCutOff(error);
    }
  });
  answer.on('data', take);
  return bytes;
}
