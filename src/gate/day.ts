/** A day of the calendar in UTC, `2026-12-31`: days compare as text. */
export type Day = string;

/** The day of a moment. The clock itself is read by the command line alone, and handed in. */
export const dayOf = (moment: Date): Day => moment.toISOString().slice(0, 10);

/** A day that exists, or undefined: neither 2026-02-30 nor 2026-2-3 nor a time. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && dayOf(moment) === text ? text : undefined;
}
