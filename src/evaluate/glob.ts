/** Matches a name against a glob; `*` is any text, `?` one character. Linear, so that no pattern takes for ever. */
export function matchesGlob(name: string, glob: string): boolean {
  let n = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    const wanted = glob.charAt(g);
    if (g < glob.length && wanted === '*') {
      star = g++;
      resume = n;
    } else if (g < glob.length && (wanted === '?' || wanted === name.charAt(n))) {
      g++;
      n++;
    } else if (star >= 0) {
      g = star + 1;
      n = ++resume;
    } else return false;
  }
  while (glob.charAt(g) === '*') g++;
  return g === glob.length;
}
