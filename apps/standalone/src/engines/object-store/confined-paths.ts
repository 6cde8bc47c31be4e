import type { IncomingMessage } from 'node:http';
import { resolve, sep } from 'node:path';
import type S3rver from 's3rver';

/** Arguments that s3rver makes names of files of. */
const UPLOAD_ID = /^[0-9a-f]{32}$/;
const PART_NUMBER = /^[1-9][0-9]{0,4}$/;

/** Whether a request names anything that s3rver would look for, or write, outside of its folder. */
export function leavesFolder(
  { headers }: IncomingMessage,
  { path, query }: { readonly path: string; readonly query: URLSearchParams },
): boolean {
  const source = headers['x-amz-copy-source'];
  return (
    [path, ...(source === undefined ? [] : [source].flat())].some(hasDots) ||
    !query.getAll('uploadId').every((id) => UPLOAD_ID.test(id)) ||
    !query.getAll('partNumber').every((number) => PART_NUMBER.test(number))
  );
}

function hasDots(path: string): boolean {
  const segments = path.split(/[/\\]|%2f|%5c/i).map((segment) => segment.replace(/%2e/gi, '.'));
  return segments.some((segment) => segment === '..' || segment === '.');
}

/** Below what is refused by name: whatever path s3rver makes lies in its folder, or nothing is done. */
export function confinePaths(store: S3rver.Store, folder: string): void {
  const root = resolve(folder) + sep;
  const resourcePath = store.getResourcePath.bind(store);
  const bucketPath = store.getBucketPath.bind(store);
  const confined = (path: string): string => {
    if (!resolve(path).startsWith(root))
      throw new Error('a name leads out of the folder of the object store');
    return path;
  };
  store.getResourcePath = (bucket, key, resource) => confined(resourcePath(bucket, key, resource));
  store.getBucketPath = (bucket) => confined(bucketPath(bucket));
}
