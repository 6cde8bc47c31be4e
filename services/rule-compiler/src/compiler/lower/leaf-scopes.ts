import type { DataScope } from '@muster/contracts';
import { visitNode, type LeafNode, type NodeVisitor } from '../tree/plan-node';

const ofEvents = (names: readonly string[]): DataScope[] =>
  [...new Set(names)].map((name) => ({ kind: 'event', name }));

const scopes: NodeVisitor<LeafNode, readonly DataScope[] | undefined> = {
  'known-users': () => [{ kind: 'users', name: '' }],
  attribute: ({ attribute }) => [{ kind: 'attribute', name: attribute }],
  tag: ({ tag }) => [{ kind: 'tag', name: tag }],
  // Snapshots are bitmaps already, and never change.
  audience: () => undefined,
  'event-days': ({ event }) => ofEvents([event]),
  events: ({ event }) => ofEvents([event]),
  sequence: ({ steps }) =>
    ofEvents(steps.flatMap(({ match, absent }) => [match, ...absent].map(({ event }) => event))),
};

/** The data that a leaf is read from; undefined where keeping what was read would gain nothing. */
export function leafScopes(leaf: LeafNode): readonly DataScope[] | undefined {
  return visitNode(leaf, scopes);
}
