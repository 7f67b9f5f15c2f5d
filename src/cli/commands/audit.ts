import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { type Occasion, occasions } from '../../audit/make-notification.ts';
import { UsageError } from '../exit-codes.ts';
import type { OutcomeOptions } from '../gate-options.ts';
import { addOutcomeOptions } from '../gate-options.ts';
import type { ConfigMapName } from '../history-place.ts';
import { configMapName } from '../history-place.ts';
import type { LiveOptions } from '../live-options.ts';
import { withLiveOptions, writtenLiveOption } from '../live-options.ts';
import { again, seconds } from '../options.ts';

export interface AuditOptions extends OutcomeOptions, LiveOptions {
  readonly out?: string;
  readonly historyConfigmap?: ConfigMapName;
  readonly keep: number;
  readonly onNew?: readonly string[];
  readonly webhook?: URL;
  readonly notify: Occasion;
  readonly notifyTimeout: number;
  readonly local?: boolean;
  readonly rule?: readonly string[];
  readonly namespace?: readonly string[];
  readonly color: boolean;
}

/** `netlint audit --out DIR`, with a snapshot, `--local`, or the current cluster. */
export function register(program: Command): void {
  const audit = program
    .command('audit')
    .description('scan as a nightly job: keep each night, say what is new since the last one, and tell somebody')
    .argument('[snapshot]', 'folder or .tar.gz that netlint collected or imported; nothing is collected then')
    .option('--out <folder>', 'where nights, "latest" and the history are kept')
    .option('--history-configmap <NAMESPACE/NAME>', 'keep the history in this ConfigMap instead', configMapName)
    .option('--keep <nights>', 'so many nights stay', nights, 30)
    .option('--local', 'collect from this machine and judge it alone')
    .option('--rule <glob>', 'only these rules, such as "flannel/*" (may be repeated)', again)
    .option('--node <glob>', 'only what is on these nodes, with its causes elsewhere (may be repeated)', again)
    .option('--namespace <glob>', 'of pods and Services only those in these namespaces (may be repeated)', again)
    .optionsGroup('Telling somebody:')
    .addOption(webhookOption())
    .addOption(
      new Option('--notify <when>', 'when: something is new, something is new or fixed, or every night')
        .choices(occasions)
        .default('new'),
    )
    .option('--notify-timeout <seconds>', 'time for the webhook, and for the command', seconds, 30)
    .option(
      '--on-new <command...>',
      'run this command, without a shell, with the JSON document on its stdin; all words after it are its own, so it comes last',
      commandWords,
    )
    .optionsGroup('Options:');
  withLiveOptions(addOutcomeOptions(audit, 'the last night did not have'))
    .optionsGroup('Options:')
    .option('--no-color', 'no colours, also on a terminal')
    .action(async (snapshot: string | undefined, options: AuditOptions) => {
      refuseContradictions(audit, snapshot, options);
      await (await import('../audit.ts')).audit(snapshot ?? null, options);
    });
}

/** An empty variable, as a line of an EnvironmentFile that is to be filled in, is none. */
function webhookOption(): Option {
  const option = new Option('--webhook <url>', 'post a JSON document to this address').argParser(webAddress);
  return process.env.NETLINT_WEBHOOK === '' ? option : option.env('NETLINT_WEBHOOK');
}

function refuseContradictions(audit: Command, snapshot: string | undefined, options: AuditOptions): void {
  const { out, historyConfigmap, local } = options;
  if (out === undefined && historyConfigmap === undefined)
    throw new UsageError('audit needs a place for its nights: --out FOLDER, or --history-configmap NAMESPACE/NAME.');
  if (snapshot !== undefined && local)
    throw new UsageError('audit takes a snapshot or --local, not both; leave one out.');
  if (snapshot === undefined && !local) return;
  const needed = ['keep', ...(historyConfigmap === undefined ? [] : ['kubeconfig', 'context'])];
  const live = writtenLiveOption(audit, needed);
  if (live !== undefined)
    throw new UsageError(
      `${live} is for collecting from a cluster, and ${local ? '--local' : snapshot} is judged alone; leave one out.`,
    );
}

const ON_NEW = '--on-new';

/** Everything after `--on-new` is the command's, also what looks like an option: it becomes one word, as JSON. */
export function prepare(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word === ON_NEW || word.startsWith(`${ON_NEW}=`));
  const end = words.indexOf('--');
  if (at === -1 || (end !== -1 && end < at)) return words;
  const first = words[at] === ON_NEW ? [] : [(words[at] ?? '').slice(ON_NEW.length + 1)];
  return [...words.slice(0, at), `${ON_NEW}=${JSON.stringify([...first, ...words.slice(at + 1)])}`];
}

function commandWords(json: string): readonly string[] {
  const words = JSON.parse(json) as readonly string[];
  if (!words[0]) throw new InvalidArgumentError('Give a command, such as /usr/local/bin/tell-us, and its words.');
  return words;
}

function nights(value: string): number {
  if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError('Give a whole number from 1 to 99999.');
  return Number(value);
}

/** Without what was written, which may be a secret. */
function webAddress(value: string): URL {
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new UsageError('--webhook is no address that begins with https:// or http://; correct it.');
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      '--webhook has a user or a password in it, which netlint does not send; use an address without.',
    );
  return url;
}
