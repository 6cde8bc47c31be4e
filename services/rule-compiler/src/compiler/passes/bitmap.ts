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

/** A bitmap as users in all of some bitmaps and in none of others. */
export interface Conjunction {
  readonly keep: readonly Expression[];
  readonly remove: readonly Expression[];
}

/** The same users, with nested intersections and differences made flat. */
export function conjunctionOf(bitmap: Expression): Conjunction {
  if (bitmap.kind === 'call') {
    const [left, right] = bitmap.operands;
    if (left && right && bitmap.name === 'bitmapAnd') {
      const [one, other] = [conjunctionOf(left), conjunctionOf(right)];
      return { keep: [...one.keep, ...other.keep], remove: [...one.remove, ...other.remove] };
    }
    if (left && right && bitmap.name === 'bitmapAndnot') {
      const { keep, remove } = conjunctionOf(left);
      return { keep, remove: [...remove, ...disjunctionOf(right)] };
    }
  }
  return { keep: [bitmap], remove: [] };
}

/** The same users as those in any of the bitmaps, with nested unions made flat. */
export function disjunctionOf(bitmap: Expression): readonly Expression[] {
  if (bitmap.kind !== 'call' || bitmap.name !== 'bitmapOr') return [bitmap];
  return bitmap.operands.flatMap(disjunctionOf);
}

/** The same users, written in one way whatever stood first: intersections, then what is removed from them, each in the order of stages. */
export function inNormalForm(bitmap: Expression): Expression {
  const { keep, remove } = conjunctionOf(bitmap);
  const kept = intersectionOf(inOrder(keep));
  return kept ? without(kept, inOrder(remove)) : bitmap;
}

function inOrder(bitmaps: readonly Expression[]): Expression[] {
  const numbered = bitmaps.map((bitmap) => ({ bitmap, first: Math.min(...stagesIn(bitmap).map(numberOf)) }));
  return numbered.sort((one, other) => one.first - other.first).map(({ bitmap }) => bitmap);
}

const numberOf = (id: string): number => Number(id.slice(1));

/** The stages that a bitmap is combined from. */
export function stagesIn(bitmap: Expression): string[] {
  if (bitmap.kind === 'stage') return [bitmap.id];
  return bitmap.kind === 'call' ? bitmap.operands.flatMap(stagesIn) : [];
}
