import { waitFor } from './wait-for';

describe('waiting', () => {
  it('ends with the first answer', async () => {
    let asked = 0;
    const answer = await waitFor(() => (++asked >= 3 ? asked : undefined), { what: 'three', pollMs: 1 });
    expect(answer).toBe(3);
  });

  it('takes zero and the empty text for answers', async () => {
    expect(await waitFor(() => 0, { what: 'zero' })).toBe(0);
    expect(await waitFor(() => '', { what: 'nothing' })).toBe('');
  });

  it('forgives errors until the time is over, and then tells the last one', async () => {
    const ask = () => {
      throw new Error('not there');
    };
    await expect(waitFor(ask, { what: 'it', timeoutMs: 20, pollMs: 1 })).rejects.toThrow(
      'waited 20 ms in vain for it: not there',
    );
  });
});
