import { basename } from 'node:path';
import { Command, CommanderError } from 'commander';
import { visibleLines } from '../report/escape.ts';
import { netlintVersion } from '../version.ts';
import { BUG, isKnown, raiseExitCode, WRONG_USAGE } from './exit-codes.ts';

interface CommandModule {
  /** Changes the words that were typed before commander reads them. */
  readonly prepare?: (words: readonly string[]) => readonly string[];
  readonly register: (program: Command) => void;
}

/** Every command, loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  scan: () => import('./commands/scan.ts'),
  preflight: () => import('./commands/preflight.ts'),
  rbac: () => import('./commands/rbac.ts'),
  collect: () => import('./commands/collect.ts'),
  cleanup: () => import('./commands/cleanup.ts'),
  probe: () => import('./commands/probe.ts'),
  import: () => import('./commands/import.ts'),
  snapshot: () => import('./commands/snapshot.ts'),
  audit: () => import('./commands/audit.ts'),
  history: () => import('./commands/history.ts'),
  diff: () => import('./commands/diff.ts'),
  'upgrade-check': () => import('./commands/upgrade-check.ts'),
  baseline: () => import('./commands/baseline.ts'),
  config: () => import('./commands/config.ts'),
  init: () => import('./commands/init.ts'),
  explain: () => import('./commands/explain.ts'),
  rules: () => import('./commands/rules.ts'),
  facts: () => import('./commands/facts.ts'),
  completion: () => import('./commands/completion.ts'),
};

/** What the scripts of `netlint completion` and kubectl ask: the words so far, the last one unfinished. No command, so that no option of it can be taken for ours. */
const COMPLETE = '__complete';

/** Runs netlint with the words after its name; sets process.exitCode and never ends the process, so that pipes get all. */
export async function run(words: readonly string[]): Promise<void> {
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  try {
    const program = await createProgram(words);
    if (words[0] === COMPLETE) {
      const { complete, completionText } = await import('./complete.ts');
      process.stdout.write(completionText(complete(program, words.slice(1))));
    } else {
      const name = words[0] ?? '';
      const { prepare } = (Object.hasOwn(commands, name) && (await commands[name]?.())) || {};
      await program.parseAsync([...(prepare ? prepare(words) : words)], { from: 'user' });
    }
  } catch (error) {
    if (error instanceof CommanderError) raiseExitCode(error.exitCode === 0 ? 0 : WRONG_USAGE);
    else if (isKnown(error)) {
      process.stderr.write(`netlint: ${visibleLines(error.message)}\n`);
      raiseExitCode(WRONG_USAGE);
    } else {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(
        `netlint: a bug in netlint ${netlintVersion()}; please report it with these lines:\n${visibleLines(stack)}\n`,
      );
      raiseExitCode(BUG);
    }
  }
}

async function createProgram(words: readonly string[]): Promise<Command> {
  const program = new Command(programName())
    .description(
      "Judges a snapshot of a Kubernetes cluster's real network state, and names the cause, the evidence and the fix.",
    )
    .version(netlintVersion())
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing found, 1 findings, 2 wrong usage or a broken rule file, 3 too little was looked at, 4 a bug in netlint.',
    );
  const name = words[0] ?? '';
  const wanted = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands);
  for (const load of wanted) if (load) (await load()).register(program);
  for (const command of program.commands) overrideExit(command);
  return program;
}

/** kubectl runs `kubectl-netlint` for `kubectl netlint`. */
const programName = (): string =>
  basename(process.argv[1] ?? '').startsWith('kubectl-') ? 'kubectl netlint' : 'netlint';

/** Subcommands that were added before their parent's exitOverride was set do not inherit it. */
function overrideExit(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) overrideExit(below);
}

/** `netlint … | head` closes the pipe early: that is no error of netlint. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    // A full disk is no bug of netlint. Nobody reads a sentence where stderr itself is broken.
    if (stream !== process.stderr) process.stderr.write(`netlint: the output cannot be written (${error.message}).\n`);
    raiseExitCode(WRONG_USAGE);
  });
}
