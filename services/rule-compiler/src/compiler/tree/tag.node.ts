import type { Predicate } from '../value/predicate';
import type { Day } from '../window/day';
import type { NodeBase } from './node-base';

/** Users whose value of a tag, the newest dated on or before a day, passes a test. */
export interface TagNode extends NodeBase<'tag'> {
  readonly tag: string;
  readonly on: Day;
  readonly test: Predicate;
}

export const TagNode = (pointer: string, tag: string, on: Day, test: Predicate): TagNode =>
  Object.freeze({ kind: 'tag', pointer, tag, on, test });
