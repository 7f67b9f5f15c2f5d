import { expect, test } from 'vitest';
import { dayOf, parseDay } from '../../src/gate/day.ts';

test('the day is that of UTC', () => {
  expect(dayOf(new Date('2026-12-31T23:59:59Z'))).toBe('2026-12-31');
  expect(dayOf(new Date('2026-12-31T23:30:00-02:00'))).toBe('2027-01-01');
});

test.each(['2026-12-31', '2028-02-29'])('%s is a day', (text) => expect(parseDay(text)).toBe(text));

test.each(['', '2026-02-29', '2026-13-01', '2026-1-1', '31.12.2026', '2026-12-31T00:00:00Z', 'tomorrow', '9999999'])(
  '%s is none',
  (text) => expect(parseDay(text)).toBeUndefined(),
);
