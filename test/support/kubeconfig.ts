import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KubeconfigParts {
  readonly server: string;
  readonly authority?: string;
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly context?: string;
}

/** Writes a kubeconfig with one context into a folder and gives its path. JSON is YAML. */
export function writeKubeconfig(folder: string, parts: KubeconfigParts, name = 'kubeconfig'): string {
  const { server, authority, cluster = {}, user = { token: 'secret-token' }, context = 'test' } = parts;
  const file = join(folder, name);
  const ca = authority === undefined ? {} : { 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': context,
      clusters: [{ name: 'c', cluster: { server, ...ca, ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: context, context: { cluster: 'c', user: 'u' } }],
    }),
  );
  return file;
}
