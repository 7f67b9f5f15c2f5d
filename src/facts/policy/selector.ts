import type { LabelSelector } from '../../model/policy-types.ts';
import { type Answer, every } from './kleene.ts';

/** The value of a label, null where there is none; undefined where nobody knows. */
export type LabelOf = (key: string) => string | null | undefined;

export const labelsOf =
  (labels: Readonly<Record<string, string>>): LabelOf =>
  (key) =>
    Object.hasOwn(labels, key) ? (labels[key] ?? null) : null;

/** Label selector as of apimachinery (pkg/apis/meta/v1, LabelSelector): an empty one selects everything. */
export function selects({ labels, expressions }: LabelSelector, labelOf: LabelOf, whose: string): Answer {
  const ask = (key: string, judge: (value: string | null) => boolean): Answer => {
    const value = labelOf(key);
    return value === undefined ? { unknown: `the label ${key} of ${whose} is not known` } : judge(value);
  };
  return every(
    [
      () => every(Object.entries(labels), ([key, wanted]) => ask(key, (value) => value === wanted)),
      () =>
        every(expressions, ({ key, operator, values }) => {
          switch (operator) {
            case 'In':
              return ask(key, (value) => value !== null && values.includes(value));
            case 'NotIn':
              // What lacks the label is not in the set either.
              return ask(key, (value) => value === null || !values.includes(value));
            case 'Exists':
              return ask(key, (value) => value !== null);
            case 'DoesNotExist':
              return ask(key, (value) => value === null);
            default:
              return { unknown: `the selector operator ${operator} is not known` };
          }
        }),
    ],
    (part) => part(),
  );
}
