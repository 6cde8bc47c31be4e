interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets those who ask while others are being served be served together, next: what databases call a group commit. Whoever comes alone
 * does not wait.
 *
 * @param keyOf items of different keys do not wait for each other.
 * @param serve gives each of its items a result or an error, in their order; what it throws is for all of them.
 * @param most items that are served together.
 */
export function together<Item, Result>(
  keyOf: (item: Item) => string,
  serve: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
  most = Infinity,
): (item: Item) => Promise<Result> {
  /** Of keys that are being served: those who wait. */
  const queues = new Map<string, Waiting<Item, Result>[]>();

  const serveAll = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await serve(group.map(({ item }) => item));
      for (const [index, { resolve, reject }] of group.entries()) {
        const result = results[index];
        if (result === undefined || result instanceof Error) reject(result ?? new Error('not served'));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  const work = async (key: string, queue: Waiting<Item, Result>[]): Promise<void> => {
    while (queue.length > 0) await serveAll(queue.splice(0, most));
    queues.delete(key);
  };

  return (item) =>
    new Promise((resolve, reject) => {
      const key = keyOf(item);
      const queue = queues.get(key);
      if (queue) {
        queue.push({ item, resolve, reject });
        return;
      }
      const first = [{ item, resolve, reject }];
      queues.set(key, first);
      void work(key, first);
    });
}
