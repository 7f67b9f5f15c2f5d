#!/usr/bin/env node
// What kubectl asks when a user completes `kubectl netlint …`: the words so far, the last one unfinished.
process.argv.splice(2, 0, '__complete');
await import('./netlint.js');
