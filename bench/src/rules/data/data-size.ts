/** How much data a benchmark of rules builds. */
export interface DataSize {
  readonly name: 'tiny' | 'small' | 'large';
  readonly users: number;
  readonly events: number;
}

/** `small` and `large` are the sizes that the goals speak of; `tiny` is for the test of the benchmark itself. */
export const dataSizes: Readonly<Record<DataSize['name'], DataSize>> = {
  tiny: { name: 'tiny', users: 20_000, events: 200_000 },
  small: { name: 'small', users: 1_000_000, events: 10_000_000 },
  large: { name: 'large', users: 3_000_000, events: 50_000_000 },
};
