import { type Command, Option } from 'commander';

/** `netlint facts`: what rules may ask. */
export function register(program: Command): void {
  program
    .command('facts')
    .description('what rules may ask: facts with type, unit, and where each comes from')
    .argument('[glob]', 'only facts with such a name, such as "node.flannel.*"')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (glob: string | undefined, options: { readonly format: 'text' | 'json' }) => {
      (await import('../list-facts.ts')).listFacts(glob ?? '*', options.format);
    });
}
