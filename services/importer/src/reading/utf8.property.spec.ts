import fc from 'fast-check';
import { decodeUtf8 } from './utf8';

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function decode(bytes: Buffer, length: number): Promise<string> {
  let text = '';
  for await (const piece of decodeUtf8(inPieces(bytes, length))) text += piece;
  return text;
}

describe('UTF-8', () => {
  it('is decoded the same in pieces of any length', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 1, max: 9 }),
        async (text, length) => {
          expect(await decode(Buffer.from(text), length)).toBe(text);
        },
      ),
    );
  });

  it('is accepted exactly where the platform accepts it', async () => {
    const bytes = fc.array(
      fc.constantFrom(0x41, 0x0a, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0xff),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 5 }), async (values, length) => {
        const file = Buffer.from(values);
        let expected: string | undefined;
        try {
          expected = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
        } catch {
          expected = undefined;
        }
        const decoded = await decode(file, length).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'file.not-utf8' });
          return undefined;
        });
        expect(decoded).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([1, 2, 3, 64])(
    'names the line and byte of the fault, read in pieces of %p bytes',
    async (length) => {
      const bytes = Buffer.concat([Buffer.from('aü\nb€'), Buffer.from([0xe2, 0x28]), Buffer.from('\n')]);
      await expect(decode(bytes, length)).rejects.toThrow('the file is not UTF-8: line 2, byte 9');
    },
  );
});
