import { demoFiles } from './demo-data';

const until = new Date('2026-11-24T12:00:00Z');
const files = demoFiles(until);
const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('the data of the demo', () => {
  it('are the same for the same instant, byte for byte', () => {
    expect(demoFiles(until)).toEqual(files);
  });

  it('are about 2,000 users and 40,000 events', () => {
    expect(lines(files.users)).toHaveLength(2_000);
    expect(lines(files.behaviors).length).toBeGreaterThan(35_000);
    expect(lines(files.behaviors).length).toBeLessThan(45_000);
  });

  it('lie in the 90 days before it', () => {
    const times = lines(files.behaviors)
      .slice(1)
      .map((line) => line.split(',')[3]!)
      .sort();
    expect(times[0]! >= '2026-08-26T12:00:00Z').toBe(true);
    expect(times.at(-1)! <= '2026-11-24T12:00:00Z').toBe(true);
  });

  it('give every event an id of its own', () => {
    const ids = lines(files.behaviors)
      .slice(1)
      .map((line) => line.split(',')[4]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
