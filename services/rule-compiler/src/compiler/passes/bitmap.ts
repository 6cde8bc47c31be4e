import { CallExpression } from '../expression/call.expression';
import type { Expression } from '../expression/expression';

type MaybeBitmap = Expression | undefined;

function distinct(bitmaps: readonly Expression[]): Expression[] {
  const byText = new Map(bitmaps.map((bitmap) => [JSON.stringify(bitmap), bitmap]));
  return [...byText.values()];
}

function fold(name: 'bitmapAnd' | 'bitmapOr', bitmaps: readonly Expression[]): MaybeBitmap {
  const [first, ...rest] = distinct(bitmaps);
  return first && rest.reduce((left, right) => CallExpression(name, left, right), first);
}

/** Users in all of the bitmaps; undefined, which means everybody, when there are none. */
export const intersectionOf = (bitmaps: readonly Expression[]): MaybeBitmap => fold('bitmapAnd', bitmaps);

/** Users in any of the bitmaps; undefined, which means nobody, when there are none. */
export const unionOf = (bitmaps: readonly Expression[]): MaybeBitmap => fold('bitmapOr', bitmaps);

/** Users in `keep` and in none of `remove`. */
export function without(keep: Expression, remove: readonly Expression[]): Expression {
  const removed = unionOf(remove);
  return removed ? CallExpression('bitmapAndnot', keep, removed) : keep;
}
