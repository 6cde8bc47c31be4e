/** After jest's own summary: which suites were skipped and why, then one line that other programs can read. */
module.exports = class SummaryReporter {
  onRunComplete(_contexts, results) {
    const skipped = new Set();
    for (const file of results.testResults) {
      for (const test of file.testResults) {
        if (test.status !== 'pending') continue;
        const suite = test.ancestorTitles.find((title) => title.includes('[skipped: ')) ?? test.fullName;
        skipped.add(`${file.testFilePath.replace(`${process.cwd()}/`, '')}: ${suite}`);
      }
    }
    const lines = [...skipped].map((suite) => `skipped  ${suite}`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const total = `${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests} skipped`;
    // Jest's own summary is written after the reporters of a project have run.
    // To stdout, though jest writes to stderr: whoever pipes the output finds this line at its end, with or without the rest.
    process.once('exit', () => process.stdout.write(`\n${[...lines, total].join('\n')}\n`));
  }
};
