// Prints `N passed, N failed, N skipped` from vitest's JSON report; where CI is set, a skipped test is a failure.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
const failed =
  report.numFailedTests +
  report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
if (process.env.CI && skipped > 0) {
  for (const file of report.testResults)
    for (const test of file.assertionResults)
      if (test.status !== 'passed' && test.status !== 'failed') console.log(`skipped: ${test.fullName}`);
}
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || report.numPassedTests === 0 || (process.env.CI && skipped > 0) ? 1 : 0;
