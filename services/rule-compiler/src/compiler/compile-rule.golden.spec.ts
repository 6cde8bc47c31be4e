import { goldenCases } from '../testing-only/golden-cases.fixture';
import { goldenFiles, readGolden } from '../testing-only/golden-files.fixture';

// The SQL and parameters of every plan, word by word. They do not prove that it finds the right users: the integration
// test beside this one executes each of them, and the property test compares with the reference evaluator.
describe('plans, word by word', () => {
  test.each(goldenCases)('$name', (golden) => {
    for (const [file, actual] of Object.entries(goldenFiles(golden))) {
      expect(actual).toBe(readGolden(golden, file, actual));
    }
  });
});
