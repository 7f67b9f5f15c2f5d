import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** Text of a captured output; what printed it is in fixtures/README.md. */
export const fixture = (path: string): string => readFileSync(`${folder}${path}`, 'utf8');
