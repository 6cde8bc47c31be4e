import { Readable } from 'node:stream';
import { inParts } from './parts';

async function partsOf(chunks: readonly string[], size: number): Promise<string[]> {
  const parts: string[] = [];
  for await (const part of inParts(Readable.from(chunks, { objectMode: false }), size))
    parts.push(part.toString());
  return parts;
}

describe('inParts', () => {
  it.each([
    [[], []],
    [['ab'], ['ab']],
    [['abcd'], ['abcd']],
    [['abcde'], ['abcd', 'e']],
    [
      ['a', 'bcdefghi', 'jkl'],
      ['abcd', 'efgh', 'ijkl'],
    ],
  ])('%j', async (chunks, parts) => {
    expect(await partsOf(chunks, 4)).toEqual(parts);
  });
});
