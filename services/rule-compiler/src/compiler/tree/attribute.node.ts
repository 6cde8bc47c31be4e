import type { Predicate } from '../value/predicate';
import type { NodeBase } from './node-base';

/** Users that have a value of an attribute which passes a test. */
export interface AttributeNode extends NodeBase<'attribute'> {
  readonly attribute: string;
  readonly test: Predicate;
}

export const AttributeNode = (pointer: string, attribute: string, test: Predicate): AttributeNode =>
  Object.freeze({ kind: 'attribute', pointer, attribute, test });
