/** How far an organisation's registry is. */
export interface RegistryCounter {
  readonly nextUid: number;
  /** Number of changes of its names so far. */
  readonly changes: number;
}

/** What lies in ClickHouse of a registry. */
export interface LandedState {
  /** The greatest uid in use; 0 for none. */
  readonly uid: number;
  readonly changes: number;
}

/** Whether the registry has forgotten something that was landed. */
export function isBehind(registry: RegistryCounter, landed: LandedState): boolean {
  return registry.nextUid <= landed.uid || registry.changes < landed.changes;
}
