/** Actions of a policy rule that end the search for a route. */
const ENDS: readonly string[] = ['blackhole', 'unreachable', 'prohibit', 'nop'];

export const isEnd = (word: string): word is 'blackhole' | 'unreachable' | 'prohibit' | 'nop' => ENDS.includes(word);
