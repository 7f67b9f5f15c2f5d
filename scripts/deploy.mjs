// Writes what of deploy/ follows from the source (rights, agents, which values there are): npm run deploy:parts
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployFiles } from './deploy/files.ts';

for (const [path, text] of deployFiles()) {
  const file = fileURLToPath(new URL(`../deploy/${path}`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
