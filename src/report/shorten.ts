/** What one value may take in formats that have a largest size; no name, address or sentence of netlint comes near it. */
const LONGEST = 4000;

/** The beginning of a long text, and how long it is. */
export function shorten(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  // Not in the middle of a surrogate pair.
  const start = text.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
  return `${start}… (${start.length} of ${text.length} characters)`;
}
