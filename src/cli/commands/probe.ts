import { type Command, InvalidArgumentError } from 'commander';
import type { ScriptOptions } from '../../collect/shell/main.ts';
import { NOTHING_COLLECTED } from '../exit-codes.ts';

interface Options extends Partial<ScriptOptions> {
  readonly script?: boolean;
  readonly list?: boolean;
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}

/** `netlint probe`: this machine's part of a snapshot on stdout; `--script` prints the script instead. */
export function register(program: Command): void {
  program
    .command('probe')
    .description("read this machine's network state and print it, for netlint import; changes nothing")
    .option('--script', 'print the shell script that does it, to be run on a node by hand: sh SCRIPT >NODE.probe')
    .option('--list', 'print what is read, with which commands and what for')
    .option('--sample <seconds>', 'time between the two readings of counters, 0 for one reading', wholeNumber)
    .option('--log-since <seconds>', 'leave out kernel messages older than this uptime', wholeNumber)
    .option('--max-namespaces <number>', 'look into so many network namespaces', wholeNumber)
    .option('--budget <seconds>', 'begin nothing new after that time', wholeNumber)
    .action(async ({ script, list, ...options }: Options) => {
      if (list) process.stdout.write(await probeTable());
      else if (script) process.stdout.write(await scriptText(options));
      else await probeHere(options);
    });
}

async function scriptText(options: Partial<ScriptOptions>): Promise<string> {
  const [{ probeScript }, { netlintVersion }] = await Promise.all([
    import('../../collect/script.ts'),
    import('../../version.ts'),
  ]);
  return probeScript(netlintVersion(), options);
}

async function probeHere(options: Partial<ScriptOptions>): Promise<void> {
  const [{ probeThisHost }, { netlintVersion }, { visibleLines }, { raiseExitCode }] = await Promise.all([
    import('../../collect/local.ts'),
    import('../../version.ts'),
    import('../../report/escape.ts'),
    import('../exit-codes.ts'),
  ]);
  const { frame, stderr, problem } = await probeThisHost({ netlint: netlintVersion(), script: options });
  process.stdout.write(frame);
  if (stderr !== '') process.stderr.write(`${visibleLines(stderr.trimEnd())}\n`);
  if (problem !== undefined) process.stderr.write(`netlint: ${visibleLines(problem)}\n`);
  if (frame.length === 0) raiseExitCode(NOTHING_COLLECTED);
}

async function probeTable(): Promise<string> {
  const { probeRows } = await import('../../collect/list.ts');
  const rows = [['ID', 'AREA', 'WHERE', 'COMMAND', 'WHAT FOR'], ...probeRows()];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
