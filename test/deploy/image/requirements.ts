import { existsSync } from 'node:fs';

/** Null when the Dockerfile's steps can be run here, else why not. Where CI is set that is an error. */
export function requireImage(): string | null {
  const reason = missing();
  if (reason === null) return null;
  if (process.env.CI) throw new Error(`the Dockerfile cannot be tried, and CI is set: ${reason}`);
  process.stderr.write(`the test of the Dockerfile is skipped: ${reason}\n`);
  return reason;
}

function missing(): string | null {
  if (process.getuid?.() !== 0) return 'debootstrap and chroot need root';
  return ['/usr/sbin/debootstrap', '/sbin/debootstrap'].some((path) => existsSync(path)) ? null : 'install debootstrap';
}
