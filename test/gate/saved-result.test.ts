import { expect, test } from 'vitest';
import { parseResult } from '../../src/gate/saved-result.ts';
import { json } from '../../src/report/json.ts';
import { madeResult, printed } from '../support/made-result.ts';

test('a result is read as it was printed', () => {
  expect(parseResult(printed(json, madeResult()))).toEqual(madeResult());
});

test.each([
  ['', 'it is no JSON'],
  ['[1]', 'it is no result of netlint'],
  ['{"findings":[]}', 'it is no result of netlint'],
  ['{"version":2,"findings":[]}', 'it has version 2, and this netlint reads version 1'],
  [JSON.stringify({ ...madeResult(), unknown: 3 }), 'unknown is not what a result has there'],
])('%s is refused: %s', (text, message) => {
  expect(() => parseResult(text)).toThrow(message);
});
