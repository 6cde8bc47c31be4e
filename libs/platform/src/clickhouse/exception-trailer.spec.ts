import { ClickHouseError } from '@clickhouse/client';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DependencyDownError } from '../errors/errors';
import { ExceptionTrailer } from './exception-trailer';

const TAG = 'abcdefghijklmnop';
const failure = (message: string) =>
  `\r\n__exception__\r\n${TAG}\r\n${message}\n${message.length + 1} ${TAG}\r\n__exception__\r\n`;

/** Sends bytes through, `size` at a time. */
function pass(text: string, size: number, tag: string | undefined = TAG): Promise<Buffer> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return buffer(Readable.from(chunks).pipe(new ExceptionTrailer(tag)));
}

describe('ExceptionTrailer', () => {
  const data = 'a,b\n1,"__exception__"\n2,ü\r\n';

  it.each([1, 2, 7, 1000])('passes data on in chunks of %d', async (size) => {
    expect((await pass(data, size)).toString()).toBe(data);
  });

  it.each([1, 5, 23, 1000])('finds the failure in chunks of %d', async (size) => {
    const text = data + failure('Code: 241. DB::Exception: too much memory. (MEMORY_LIMIT_EXCEEDED)');
    await expect(pass(text, size)).rejects.toEqual(
      new ClickHouseError({ code: '241', type: 'MEMORY_LIMIT_EXCEEDED', message: 'too much memory. ' }),
    );
  });

  it('says that the engine is down when that is the failure', async () => {
    const text = data + failure('Code: 210. DB::Exception: connection lost. (NETWORK_ERROR)');
    await expect(pass(text, 10)).rejects.toBeInstanceOf(DependencyDownError);
  });

  it('passes everything on when the server has announced no tag', async () => {
    const text = data + failure('not known to be a failure');
    expect(
      (await buffer(Readable.from([Buffer.from(text)]).pipe(new ExceptionTrailer(undefined)))).toString(),
    ).toBe(text);
  });
});
