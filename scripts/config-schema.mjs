// Writes schema/config.schema.json from the schema in src/config/schema.ts: node scripts/config-schema.mjs
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/config/json-schema.ts';

const file = new URL('../schema/config.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
