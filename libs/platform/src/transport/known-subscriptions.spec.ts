import { createHash } from 'node:crypto';
import { knownSubscriptions, SUBSCRIPTIONS_GENERATION } from './known-subscriptions';

/** The list as it was when the generation was last counted up. */
const COUNTED = { generation: 2, digest: 'c7bd5d1d3a268f09' };

describe('knownSubscriptions', () => {
  it('count their generation up with every change: old replicas must not forget what new ones have subscribed', () => {
    const list = knownSubscriptions.map(({ group, topics }) => [
      group,
      topics.map(({ name }) => name).sort(),
    ]);
    const digest = createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 16);
    // If the digest differs: raise SUBSCRIPTIONS_GENERATION and write both down here.
    expect({ generation: SUBSCRIPTIONS_GENERATION, digest }).toEqual(COUNTED);
  });
});
