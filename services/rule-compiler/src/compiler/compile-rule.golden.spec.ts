import { goldenCases } from '../testing-only/golden-cases.fixture';
import { goldenFiles, goldenFolders, readGolden } from '../testing-only/golden-files.fixture';

// What every rule resolves to, its bitmaps, SQL and parameters, word by word. They do not prove that it finds the right users:
// the integration test beside this one executes each of them, and the property test compares with the reference evaluator.
describe('plans, word by word', () => {
  test.each(goldenCases)('$name', async (golden) => {
    for (const [file, actual] of Object.entries(await goldenFiles(golden))) {
      expect(actual).toBe(readGolden(golden, file, actual));
    }
  });

  test('every folder belongs to a case', () => {
    expect([...goldenFolders()].sort()).toEqual(goldenCases.map(({ name }) => name).sort());
  });
});
