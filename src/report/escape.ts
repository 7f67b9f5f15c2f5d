// Control characters (C0, DEL, C1), format characters (zero width, direction, byte-order mark), line and paragraph separators; and what no UTF-8
// and no XML can hold: halves of surrogate pairs, code points that are no characters.
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gv;
const hiddenButLineFeed = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]--[\n]]/gv;

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * One line for a terminal: what would move the cursor, change colours or turn the direction of text is written as `\u{1b}`.
 * Values come from snapshots, and whoever names a device or a pod can put such characters in.
 */
export const visible = (text: string): string => text.replace(hidden, escaped);

/** The same for text of several lines. */
export const visibleLines = (text: string): string => text.replace(hiddenButLineFeed, escaped);

/** JSON with the same meaning and nothing hidden in it: JSON.stringify leaves C1 and direction marks as they are. */
export const visibleJson = (json: string): string =>
  json.replace(hiddenButLineFeed, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
