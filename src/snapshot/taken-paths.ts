/** Two spellings would be one file where the file system does not tell them apart; and a file cannot be a folder too. */
export function takenPaths(): { readonly take: (path: string) => boolean } {
  const files = new Set<string>();
  const folders = new Set<string>();
  return {
    take: (path) => {
      const spelling = path.toLowerCase();
      if (path === '' || files.has(spelling) || folders.has(spelling)) return false;
      files.add(spelling);
      for (let at = spelling.indexOf('/'); at !== -1; at = spelling.indexOf('/', at + 1)) {
        const folder = spelling.slice(0, at);
        if (files.has(folder)) return false;
        folders.add(folder);
      }
      return true;
    },
  };
}
