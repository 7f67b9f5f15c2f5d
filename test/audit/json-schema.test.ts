import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { historyJsonSchema, notificationJsonSchema } from '../../src/audit/json-schema.ts';

test.each([
  ['history', historyJsonSchema()],
  ['notification', notificationJsonSchema()],
])('schema/%s.schema.json is what the code reads and writes; "npm run schemas" writes it anew', (name, schema) => {
  const file = new URL(`../../schema/${name}.schema.json`, import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
