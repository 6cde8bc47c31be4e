import { firstOf, fromVariable } from './found-engine';
import type { EngineSource, FoundEngine } from './found-engine';

const engine = (took: string): FoundEngine => ({
  took,
  real: true,
  env: {},
  pids: [],
  stop: () => Promise.resolve(),
});
const closed = (name: string, reason: string): EngineSource => ({
  name,
  find: () => Promise.resolve(reason),
});
const open = (name: string): EngineSource => ({ name, find: () => Promise.resolve(engine(name)) });

describe('finding an engine', () => {
  it('takes the first way that is open, and does not try the others', async () => {
    const never: EngineSource = { name: 'c', find: () => Promise.reject(new Error('was tried')) };
    await expect(firstOf([closed('a', 'no'), open('b'), never], '/tmp')).resolves.toMatchObject({
      took: 'b',
    });
  });

  it('goes on after a way that fails', async () => {
    const broken: EngineSource = { name: 'a', find: () => Promise.reject(new Error('boom')) };
    await expect(firstOf([broken, open('b')], '/tmp')).resolves.toMatchObject({ took: 'b' });
  });

  it('tells every reason when there is none', async () => {
    const broken: EngineSource = { name: 'b', find: () => Promise.reject(new Error('boom')) };
    await expect(firstOf([closed('a', 'not set'), broken], '/tmp')).resolves.toBe(
      'a: not set; b: failed: boom',
    );
  });
});

describe('an engine that is given by a variable', () => {
  const source = fromVariable('TEST_EXAMPLE_URL', (value) => ({ took: value, real: true, env: {} }));

  afterEach(() => {
    delete process.env['TEST_EXAMPLE_URL'];
  });

  it('is taken when the variable is set', async () => {
    process.env['TEST_EXAMPLE_URL'] = 'http://x';
    await expect(source.find()).resolves.toMatchObject({ took: 'http://x' });
  });

  it.each([undefined, ''])('is none when it is %j', async (value) => {
    if (value !== undefined) process.env['TEST_EXAMPLE_URL'] = value;
    await expect(source.find()).resolves.toBe('not set');
  });
});
