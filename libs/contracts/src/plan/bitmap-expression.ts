/** What plans do with two bitmaps of users, named as the engine names it. */
export type BitmapOperation = 'bitmapAnd' | 'bitmapOr' | 'bitmapAndnot';

/** The id of a stage, or two bitmaps and what is done with them. */
export type BitmapExpression =
  | string
  | {
      readonly operation: BitmapOperation;
      readonly left: BitmapExpression;
      readonly right: BitmapExpression;
    };

const operations: readonly string[] = ['bitmapAnd', 'bitmapOr', 'bitmapAndnot'] satisfies BitmapOperation[];

const isOperation = (name: string): name is BitmapOperation => operations.includes(name);

/**
 * Reads an expression of a plan over the bitmaps of its stages, such as `bitmapAndnot(bitmapOr(s0, s1), s2)`.
 *
 * @throws Error when it has anything but the three operations and ids.
 */
export function parseBitmap(text: string): BitmapExpression {
  const words = text.match(/\w+|[^\w\s]/g) ?? [];
  let at = 0;
  const take = (expected: string): void => {
    const word = words[at++];
    if (word !== expected) throw new Error(`${word ?? 'nothing'} in place of ${expected} in ${text}`);
  };
  const read = (): BitmapExpression => {
    const name = words[at++] ?? '';
    if (!/^\w+$/.test(name)) throw new Error(`${name || 'nothing'} in place of a bitmap in ${text}`);
    if (!isOperation(name)) return name;
    take('(');
    const left = read();
    take(',');
    const right = read();
    take(')');
    return { operation: name, left, right };
  };
  const bitmap = read();
  if (at < words.length) throw new Error(`${words[at] ?? ''} after the end of ${text}`);
  return bitmap;
}

export function formatBitmap(bitmap: BitmapExpression): string {
  if (typeof bitmap === 'string') return bitmap;
  return `${bitmap.operation}(${formatBitmap(bitmap.left)}, ${formatBitmap(bitmap.right)})`;
}

/** The ids of stages, as often as they are used. */
export function stagesOf(bitmap: BitmapExpression): string[] {
  return typeof bitmap === 'string' ? [bitmap] : [...stagesOf(bitmap.left), ...stagesOf(bitmap.right)];
}
