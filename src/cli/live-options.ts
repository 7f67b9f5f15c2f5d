import { type Command, InvalidArgumentError, Option } from 'commander';
import { again, kubernetesName, seconds } from './options.ts';

/** How nodes are read; `api` reads none of them. */
export const ways = ['pods', 'ssh', 'agents', 'api'] as const;
export type LiveWay = (typeof ways)[number];

export interface ConnectionOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

export interface LiveOptions extends ConnectionOptions {
  readonly via: LiveWay;
  readonly image: string;
  /** Not given: `kube-system` for Jobs, and for agents wherever they are. */
  readonly jobNamespace?: string;
  readonly sshUser?: string;
  readonly hosts?: readonly string[];
  readonly timeout?: number;
  readonly nodeTimeout: number;
  readonly concurrency: number;
  readonly node?: readonly string[];
  readonly settle?: boolean;
}

/** Small, and everywhere; all it has to have is a shell, since the probe runs with the node's own tools. */
const DEFAULT_IMAGE = 'busybox:stable';
/**
 * It is there on every cluster, and pods that look at their node may run in it everywhere: no PodSecurity level below privileged can be
 * enforced on it without stopping kube-proxy.
 */
export const DEFAULT_JOB_NAMESPACE = 'kube-system';

/** Seconds for a whole collection, unless `--timeout` says otherwise. */
export const DEFAULT_TIMEOUT = 600;

export const withConnectionOptions = (command: Command): Command =>
  command
    .option('--kubeconfig <file>', 'which kubeconfig to use; else KUBECONFIG, else ~/.kube/config')
    .option('--context <name>', 'which context of it; else the current one');

export const viaOption = (): Option =>
  new Option(
    '--via <way>',
    'how nodes are read: a short-lived Job on each (pods), ssh, the agents of a DaemonSet that is there already, or not at all (api)',
  )
    .choices(ways)
    .default('pods');

export const imageOption = (): Option =>
  new Option('--image <image>', 'with --via pods: any image that has a shell').default(DEFAULT_IMAGE);

export const jobNamespaceOption = (): Option =>
  new Option(
    '--job-namespace <name>',
    'with --via pods: where the Jobs are made; with --via agents: where the agents are',
  )
    .argParser(kubernetesName)
    .default(DEFAULT_JOB_NAMESPACE);

export const withLiveOptions = (command: Command): Command =>
  withConnectionOptions(command.optionsGroup('Collecting from a cluster:'))
    .addOption(viaOption())
    .addOption(imageOption())
    .addOption(
      new Option(
        '--job-namespace <name>',
        `with --via pods: where the Jobs are made (default: "${DEFAULT_JOB_NAMESPACE}"); with --via agents: where the agents are (default: the one namespace that has some)`,
      ).argParser(kubernetesName),
    )
    .option(
      '--hosts <HOSTS>',
      'with --via ssh: machines to read instead of the Nodes’ addresses, NAME=HOST or a file with such lines (may be repeated, or with commas)',
      again,
    )
    .option('--ssh-user <name>', 'with --via ssh: instead of the user that ssh takes by itself')
    .option('--node-timeout <seconds>', 'time for one node', seconds, 120)
    .option('--concurrency <number>', 'so many nodes at once', wholeNumber, 20)
    .option('--settle', 'read once more what changed meanwhile, up to three times')
    .option('--timeout <seconds>', `time for all of it (default: ${DEFAULT_TIMEOUT})`, seconds);

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('Give a whole number from 1 to 9999.');
  return Number(value);
}

/** Options that only mean something where a cluster is read, by the names that commander gives them. */
const ONLY_LIVE = [
  'kubeconfig',
  'context',
  'via',
  'image',
  'jobNamespace',
  'hosts',
  'sshUser',
  'nodeTimeout',
  'concurrency',
  'settle',
  'keep',
];

/** The first of them that the user wrote, as they wrote it: for a scan that reads no cluster. `needed` are used all the same. */
export function writtenLiveOption(command: Command, needed: readonly string[] = []): string | undefined {
  const name = ONLY_LIVE.filter((each) => !needed.includes(each)).find(
    (each) => command.getOptionValueSource(each) === 'cli',
  );
  return command.options.find((option) => option.attributeName() === name)?.long ?? undefined;
}
