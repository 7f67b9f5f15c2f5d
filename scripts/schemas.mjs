// Writes the schemas that are made of the code: node scripts/schemas.mjs
import { writeFileSync } from 'node:fs';
import { historyJsonSchema, notificationJsonSchema } from '../src/audit/json-schema.ts';
import { configJsonSchema } from '../src/config/json-schema.ts';

const made = { config: configJsonSchema(), history: historyJsonSchema(), notification: notificationJsonSchema() };
for (const [name, schema] of Object.entries(made))
  writeFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
