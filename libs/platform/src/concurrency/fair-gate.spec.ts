import { setImmediate } from 'node:timers/promises';
import { FairGate, GateClosedError } from './fair-gate';

/** Work that ends when it is told to, and what has begun and ended so far. */
class Workload {
  readonly log: string[] = [];
  private readonly ends = new Map<string, () => void>();

  constructor(private readonly gate: FairGate) {}

  start(name: string, key: string): Promise<void> {
    return this.gate.run(key, async () => {
      this.log.push(`+${name}`);
      await new Promise<void>((end) => this.ends.set(name, end));
      this.log.push(`-${name}`);
    });
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)?.();
    await setImmediate();
  }
}

describe('FairGate', () => {
  it('admits another key while much waits for one', async () => {
    const work = new Workload(new FairGate(2, 1));
    const all = [work.start('a1', 'a'), work.start('a2', 'a'), work.start('a3', 'a'), work.start('b1', 'b')];
    await setImmediate();
    expect(work.log).toEqual(['+a1', '+b1']);
    await work.end('b1');
    expect(work.log).toEqual(['+a1', '+b1', '-b1']);
    await work.end('a1');
    await work.end('a2');
    await work.end('a3');
    expect(work.log.slice(3)).toEqual(['-a1', '+a2', '-a2', '+a3', '-a3']);
    await Promise.all(all);
  });

  it('lets no more run than its limit', async () => {
    const work = new Workload(new FairGate(2, 2));
    const all = ['a', 'b', 'c'].map((key) => work.start(key, key));
    await setImmediate();
    expect(work.log).toEqual(['+a', '+b']);
    await work.end('a');
    expect(work.log).toEqual(['+a', '+b', '-a', '+c']);
    await work.end('b');
    await work.end('c');
    await Promise.all(all);
  });

  it('goes on after work that failed', async () => {
    const gate = new FairGate(1, 1);
    const failed = gate.run('a', () => Promise.reject(new Error('no')));
    const next = gate.run('a', async () => 'next');
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('next');
  });

  it('admits nothing after it is closed; what has begun goes on', async () => {
    const gate = new FairGate(1, 1);
    const work = new Workload(gate);
    const begun = work.start('begun', 'a');
    const waiting = work.start('waiting', 'a');
    gate.close();
    await expect(waiting).rejects.toBeInstanceOf(GateClosedError);
    await expect(work.start('late', 'b')).rejects.toBeInstanceOf(GateClosedError);
    await work.end('begun');
    await begun;
    expect(work.log).toEqual(['+begun', '-begun']);
  });
});
