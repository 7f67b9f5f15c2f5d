import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { json } from '../../src/report/json.ts';
import { madeFinding, madeResult, plain } from '../support/made-result.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/result.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

test('follows the published schema', () => {
  const read: unknown = JSON.parse(json(madeResult(), plain));
  expect(validate(read), JSON.stringify(validate.errors)).toBe(true);
  expect(read).toEqual(madeResult());
});

test('the schema refuses what is none of it', () => {
  for (const wrong of [
    { ...madeResult(), version: 2 },
    { ...madeResult(), more: 1 },
    madeResult({ findings: [madeFinding({ fingerprint: 'x' })] }),
    madeResult({ findings: [madeFinding({ severity: 'grave' as 'high' })] }),
  ]) {
    expect(validate(wrong)).toBe(false);
  }
});

test('means the same and hides nothing from a terminal', () => {
  const evil = 'a\u001b[2J\u009b2J\u202eb\u2028\r\n';
  const result = madeResult({ findings: [madeFinding({ message: evil })] });
  const printed = json(result, plain);
  expect(printed).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u);
  expect(JSON.parse(printed)).toEqual(result);
});
