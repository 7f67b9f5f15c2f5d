import { type Command, Option } from 'commander';

/** `netlint snapshot info X`. */
export function register(program: Command): void {
  const snapshot = program.command('snapshot').description('look into a snapshot');
  snapshot
    .command('info')
    .description('what is in a snapshot, and what is missing and why')
    .argument('<snapshot>', 'folder or .tar.gz')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (path: string, options: { readonly format: 'text' | 'json' }) => {
      const [{ openSnapshot }, { visibleJson }, { infoOf }, { snapshotInfoText }] = await Promise.all([
        import('../../snapshot/open.ts'),
        import('../../report/escape.ts'),
        import('../../snapshot/info.ts'),
        import('../snapshot-info-text.ts'),
      ]);
      const opened = await openSnapshot(path);
      try {
        const info = infoOf(opened);
        process.stdout.write(
          options.format === 'json' ? `${visibleJson(JSON.stringify(info, null, 2))}\n` : snapshotInfoText(info),
        );
      } finally {
        opened.close();
      }
    });
}
