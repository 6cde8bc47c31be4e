import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type S3rver from 's3rver';

/**
 * Makes s3rver's store keep what S3 promises: an object is there whole or not at all, and is on the disk when its upload is
 * answered. s3rver itself writes in place, so that a reader sees half an object, and so does everybody after an upload that
 * broke off; and it answers when it has read the last byte, not when that is written.
 * @param incoming Folder for uploads on their way, on the file system of the store.
 */
export function keepObjectsWhole(store: S3rver.Store, incoming: string): void {
  const place = async (bucket: string, key: string, file: string): Promise<void> => {
    const path = store.getResourcePath(bucket, key, 'object');
    await mkdir(dirname(path), { recursive: true });
    // Without its checksum, which is computed anew when missing, an older object is never taken for this one.
    await rm(`${path}.md5`, { force: true });
    await rename(file, path);
    // Two names of one file, as after a copy onto itself, are both left by a rename.
    await rm(file, { force: true });
  };
  store.putObject = async ({ bucket, key, content, metadata }) => {
    const stored = await receive(Readable.from(content), incoming);
    await place(bucket, key, stored.path);
    await store.putMetadata(bucket, key, metadata, stored.md5);
    return stored;
  };
  store.copyObject = async (fromBucket, from, toBucket, to, replacement) => {
    // Linked first: what is copied is one object, whichever takes its place meanwhile. Its checksum may be that of the next one.
    const file = await linkTo(store.getResourcePath(fromBucket, from, 'object'), incoming);
    const metadata = replacement ?? (await store.getMetadata(fromBucket, from));
    await place(toBucket, to, file);
    await store.putMetadata(toBucket, to, metadata);
    return store.getMetadata(toBucket, to);
  };
  store.putPart = async (bucket, uploadId, partNumber, content) => {
    const stored = await receive(content, incoming);
    const path = join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId, String(partNumber));
    await mkdir(dirname(path), { recursive: true });
    await rename(stored.path, path);
    return stored;
  };
}

/** A second name of a file, which objects allow as they are replaced and never written into; else a copy. */
async function linkTo(source: string, folder: string): Promise<string> {
  const path = join(folder, randomUUID());
  await link(source, path).catch(() => copyFile(source, path));
  return path;
}

async function receive(content: Readable, incoming: string): Promise<S3rver.Stored & { path: string }> {
  const path = join(incoming, randomUUID());
  const hash = createHash('md5');
  let size = 0;
  try {
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(path, { flush: true }),
    );
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, size, md5: hash.digest('hex') };
}
