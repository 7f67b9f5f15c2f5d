import { expect, test } from 'vitest';
import { json } from '../../src/report/json.ts';
import { madeFinding, madeResult, plain, printed } from '../support/made-result.ts';
import { resultMistakes } from '../support/result-schema.ts';

test('follows the published schema', () => {
  const read: unknown = JSON.parse(printed(json, madeResult(), plain));
  expect(resultMistakes(read)).toEqual([]);
  expect(read).toEqual(madeResult());
});

test('the schema refuses what is none of it', () => {
  for (const wrong of [
    { ...madeResult(), version: 2 },
    { ...madeResult(), more: 1 },
    madeResult({ findings: [madeFinding({ fingerprint: 'x' })] }),
    madeResult({ findings: [madeFinding({ severity: 'grave' as 'high' })] }),
  ]) {
    expect(resultMistakes(wrong)).not.toEqual([]);
  }
});

test('means the same and hides nothing from a terminal', () => {
  const evil = 'a\u001b[2J\u009b2J\u202eb\u2028\r\n';
  const result = madeResult({ findings: [madeFinding({ message: evil })] });
  const said = printed(json, result, plain);
  expect(said).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u);
  expect(JSON.parse(said)).toEqual(result);
});
