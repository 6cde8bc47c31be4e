import { UserShards } from './user-shards';

/** How often the shards are looked for. */
async function looks(
  asked: readonly (readonly [organisation: string, generation: string | undefined])[],
): Promise<number> {
  const shards = new UserShards();
  let count = 0;
  for (const [organisation, generation] of asked) {
    const found = await shards.of(organisation, generation, () => {
      count += 1;
      return Promise.resolve([0, 2]);
    });
    expect(found).toEqual([0, 2]);
  }
  return count;
}

const once = ['o', '1'] as const;

describe('UserShards', () => {
  it('looks once for a generation of users', async () => {
    expect(await looks([once, once])).toBe(1);
  });

  it('looks again when users have been landed', async () => {
    expect(await looks([once, ['o', '2']])).toBe(2);
  });

  it('looks for each organisation', async () => {
    expect(await looks([once, ['p', '1']])).toBe(2);
  });

  it('looks each time when no landing was counted', async () => {
    const uncounted = ['o', undefined] as const;
    expect(await looks([uncounted, uncounted])).toBe(2);
  });
});
