import type { Rule } from '@muster/contracts';
import type { goldenUsers } from '../golden-data.fixture';

export interface GoldenCase {
  /** Name of the folder that holds the expected plan. */
  readonly name: string;
  readonly rule: Rule;
  /** Worked out by hand. */
  readonly members: readonly (keyof typeof goldenUsers)[];
}
