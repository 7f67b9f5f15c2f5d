import { Command, CommanderError } from 'commander';
import { visibleLines } from '../report/escape.ts';
import { netlintVersion } from '../version.ts';
import { BUG, isKnown, raiseExitCode, WRONG_USAGE } from './exit-codes.ts';

interface CommandModule {
  readonly register: (program: Command) => void;
}

/** Every command, loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  scan: () => import('./commands/scan.ts'),
  probe: () => import('./commands/probe.ts'),
  import: () => import('./commands/import.ts'),
  snapshot: () => import('./commands/snapshot.ts'),
  explain: () => import('./commands/explain.ts'),
  rules: () => import('./commands/rules.ts'),
  facts: () => import('./commands/facts.ts'),
};

/** Runs netlint with the words after its name; sets process.exitCode and never ends the process, so that pipes get all. */
export async function run(words: readonly string[]): Promise<void> {
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  try {
    const program = await createProgram(words);
    await program.parseAsync([...words], { from: 'user' });
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
  const program = new Command('netlint')
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
