#!/usr/bin/env node
// Plain JavaScript that any Node can read: says so where Node is too old, and answers --version without loading netlint.
import { existsSync, readFileSync } from 'node:fs';
import * as module from 'node:module';

const needed = [22, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
const args = process.argv.slice(2);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `netlint needs Node ${needed.join('.')} or newer and this is ${process.versions.node}; install a newer one, or run netlint with "npm run netlint --" in its repository, which brings its own.\n`,
  );
  process.exitCode = 2;
} else if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version}\n`);
} else {
  try {
    module.enableCompileCache();
  } catch {
    // Only costs time.
  }
  // The published package has dist/ only. In a checkout the sources run as they are: no stale build can stand in for them.
  const source = new URL('../src/cli/main.ts', import.meta.url);
  const { run } = await import(existsSync(source) ? source : new URL('../dist/cli/main.js', import.meta.url));
  await run(args);
}
