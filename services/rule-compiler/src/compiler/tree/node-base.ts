/** What every node of a plan tree has. */
export interface NodeBase<Kind extends string> {
  readonly kind: Kind;
  /** JSON pointer of the node of the canonical rule that it comes from. */
  readonly pointer: string;
}
