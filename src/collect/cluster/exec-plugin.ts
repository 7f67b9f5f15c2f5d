import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { plain, quoted, reasonOf } from '../../snapshot/quote.ts';
import { ApiError } from './client-types.ts';
import type { ChosenContext } from './kubeconfig.ts';

/** A plugin that asks a person may take longer than one that asks a server. */
const MILLISECONDS = 60_000;
const MILLISECONDS_INTERACTIVE = 300_000;
/** More than any credentials have: a plugin that prints for ever is ended. */
const MOST_BYTES = 4 * 1024 * 1024;

const EXEC_INFO = 'KUBERNETES_EXEC_INFO';

interface Plugin {
  command: string;
  args?: string[] | null;
  apiVersion?: string;
  env?: { name: string; value: string }[] | null;
  interactiveMode?: string;
  provideClusterInfo?: boolean;
  installHint?: string;
}

function pluginOf(chosen: ChosenContext): Plugin | undefined {
  return (chosen.user.exec ?? undefined) as Plugin | undefined;
}

/** What kubectl puts into KUBERNETES_EXEC_INFO and client-node does not: some plugins refuse to work without it. */
function execInfo({ cluster }: ChosenContext, plugin: Plugin, interactive: boolean): string {
  const about = {
    server: cluster.server,
    ...(cluster.caData ? { 'certificate-authority-data': cluster.caData } : {}),
    ...(cluster.tlsServerName ? { 'tls-server-name': cluster.tlsServerName } : {}),
    ...(cluster.skipTLSVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(cluster.proxyUrl ? { 'proxy-url': cluster.proxyUrl } : {}),
  };
  return JSON.stringify({
    apiVersion: plugin.apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive, ...(plugin.provideClusterInfo ? { cluster: about } : {}) },
  });
}

/**
 * Gives the plugin what kubectl would give it, a time limit, and the terminal where there is one: client-node starts it with an open pipe
 * for stdin, on which a plugin that asks waits for ever, and keeps what it prints to itself. The signal ends a plugin that is running.
 */
export function preparePlugin(chosen: ChosenContext, signal?: AbortSignal): void {
  const plugin = pluginOf(chosen);
  if (plugin === undefined) return;
  const interactive = plugin.interactiveMode !== 'Never' && process.stdin.isTTY === true;
  const info = { name: EXEC_INFO, value: execInfo(chosen, plugin, interactive) };
  plugin.env = [...(plugin.env ?? []).filter(({ name }) => name !== EXEC_INFO), info];
  const start = (command: string, args: readonly string[] | undefined, options: SpawnOptions): ChildProcess => {
    const child = spawn(command, args ?? [], {
      ...options,
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    // Not spawn's own `timeout`: for a command that is not there it goes on, and keeps netlint from ending.
    const stop = (): void => {
      child.kill('SIGKILL');
      // What the plugin has started itself may hold them open for as long as it likes.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const timer = setTimeout(stop, interactive ? MILLISECONDS_INTERACTIVE : MILLISECONDS);
    timer.unref();
    signal?.addEventListener('abort', stop, { once: true });
    child.once('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    });
    let bytes = 0;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: string | Buffer) => {
        bytes += data.length;
        if (bytes > MOST_BYTES) stop();
      });
    }
    if (interactive) child.stderr?.pipe(process.stderr, { end: false });
    return child;
  };
  const { authenticators } = chosen.config as unknown as { readonly authenticators?: readonly object[] };
  for (const authenticator of authenticators ?? []) {
    if ('execFn' in authenticator) authenticator.execFn = start;
  }
}

/** Why credentials could not be had: one sentence, without anything that the plugin printed to stdout. */
export function credentialError(chosen: ChosenContext, error: unknown, milliseconds: number): ApiError {
  const plugin = pluginOf(chosen);
  const user = chosen.user.name === '' ? '' : ` of user ${quoted(chosen.user.name)}`;
  const fail = (what: string) => new ApiError(`${chosen.where}: ${what}`, 'configuration');
  if (plugin === undefined) return fail(`the credentials${user} cannot be read (${reasonOf(error)}): correct them.`);
  const name = `the credentials plugin ${quoted(plugin.command)}${user}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'EACCES') {
    const hint = plugin.installHint ? ` (${plain(plugin.installHint.trim().split('\n')[0] ?? '')})` : '';
    return fail(`${name} is not there or cannot be run: install it, or correct its path${hint}.`);
  }
  if (milliseconds >= MILLISECONDS) return fail(`${name} did not end in ${MILLISECONDS / 1000} s: run it by hand.`);
  if (error instanceof SyntaxError || error instanceof TypeError) {
    return fail(`${name} did not print an ExecCredential: run it by hand.`);
  }
  const lines = (error instanceof Error ? error.message : '').split('\n').filter((line) => line.trim() !== '');
  return fail(`${name} failed (${plain(lines.at(-1)?.trim() ?? 'it said nothing', 200)}): run it by hand.`);
}
