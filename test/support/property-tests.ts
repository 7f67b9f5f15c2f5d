import fc from 'fast-check';

/**
 * Elsewhere every run tries other values, to find what nobody has thought of. In CI the values are the same each time, so that a change is
 * judged by what it changed.
 */
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 });
