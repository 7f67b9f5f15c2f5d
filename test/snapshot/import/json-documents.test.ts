import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonDocuments } from '../../../src/snapshot/import/json-documents.ts';

const read = (text: string) => readJsonDocuments(text, 'pods.json');

describe('several JSON documents in one text', () => {
  test.each([
    ['{"a":1}', [{ a: 1 }]],
    ['\ufeff  {"a":1}\n\n{"b":"}{\\"\\\\"}\r\n[1,[2]]', [{ a: 1 }, { b: '}{"\\' }, [1, [2]]]],
    ['{"a":1}{"b":2}', [{ a: 1 }, { b: 2 }]],
  ])('%j', (text, documents) => expect(read(text)).toEqual({ documents, problems: [] }));

  test.each([
    ['', 'pods.json is empty: give what "kubectl get … -o json" prints'],
    [
      'Error from server (Forbidden): no\n',
      'pods.json, line 1, column 1: "Error from server (Forbidden): no" is no JSON: give what "kubectl get … -o json" prints',
    ],
    [
      'apiVersion: v1\nitems: []\n',
      'pods.json, line 1, column 1: "apiVersion: v1" is no JSON (this looks like YAML): give what "kubectl get … -o json" prints',
    ],
    [
      '{"a":1}\n  {"b":',
      'pods.json, line 2, column 3: the JSON document that begins here is cut off: run the command again',
    ],
    ['{"a":"x', 'pods.json, line 1, column 1: the JSON document that begins here is cut off: run the command again'],
  ])('%j is told with its place', (text, problem) => expect(read(text).problems).toEqual([problem]));

  test('text in between costs nothing but itself', () => {
    const { documents, problems } = read('{"a":1}\nError \u001b[31mx\n{"b":2}\n{"c":tru}\n{"d":4}\n} tail\n');
    expect(documents).toEqual([{ a: 1 }, { b: 2 }, { d: 4 }]);
    expect(problems).toEqual([
      expect.stringContaining('line 2, column 1: "Error \\u{1b}[31mx" is no JSON'),
      expect.stringMatching(/^pods\.json, line 4, column 1: the document that begins here is no valid JSON \(/),
      expect.stringContaining('line 6, column 1: "} tail" is no JSON'),
    ]);
  });

  test('gives back what JSON.stringify wrote, whatever stands between', () => {
    const document = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(fc.array(document), fc.constantFrom('', '\n', ' \r\n\t'), fc.nat(2), (values, between, indent) => {
        const text = values.map((value) => JSON.stringify(value, null, indent)).join(between);
        if (values.length > 0)
          expect(read(text)).toEqual({
            documents: JSON.parse(`[${values.map((v) => JSON.stringify(v))}]`),
            problems: [],
          });
      }),
    );
  });

  test('any text comes to an end, long before the time limit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', '\n', 'a', '[', ']') }),
        (text) => void read(text),
      ),
    );
    read('{"'.repeat(300_000));
    read('\n{'.repeat(300_000));
    read(`{"${'\\'.repeat(1_000_000)}`);
  });
});
