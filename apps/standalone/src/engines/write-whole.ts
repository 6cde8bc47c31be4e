import { open, rename } from 'node:fs/promises';

/** Writes a file for its owner only, so that after a kill it is there whole or as it was before. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const aside = `${file}.incoming`;
  const handle = await open(aside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
}
