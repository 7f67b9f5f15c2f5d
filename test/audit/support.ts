import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, nodeIndex, writeFiles } from '../support/snapshot-files.ts';

/** `old`: has the finding; `new`: has not; `unseen`: nobody could look. */
export type KernelOf = 'old' | 'new' | 'unseen';

const UNAME = { old: 'Linux 5.10.0 x86_64\n', new: 'Linux 6.18.0 x86_64\n' } as const;

/** A snapshot of these nodes, in which the rule below is the one that finds something. */
export function writeSnapshot(
  folder: string,
  name: string,
  taken: string,
  nodes: Readonly<Record<string, KernelOf>>,
  cluster = 'test',
): string {
  rmSync(join(folder, name), { recursive: true, force: true });
  const files = Object.entries(nodes).flatMap(([node, kernel]) => [
    [`nodes/${node}/index.json`, JSON.stringify(nodeIndex(node, kernel === 'unseen' ? { outputs: [] } : {}))] as const,
    ...(kernel === 'unseen' ? [] : [[`nodes/${node}/host.uname.out`, UNAME[kernel]] as const]),
  ]);
  const head = manifest({
    cluster,
    from: taken,
    to: taken,
    nodes: Object.keys(nodes).map((node) => ({ name: node, kubernetesNode: node })),
    sources: Object.keys(nodes).map((node) => ({ id: `node/${node}`, status: 'ok' as const })),
  });
  writeFiles(join(folder, name), { ...Object.fromEntries(files), 'manifest.json': JSON.stringify(head) });
  return name;
}

/** A folder for --rules with one rule: own/old-kernel, about nodes. */
export function writeRule(folder: string): void {
  mkdirSync(join(folder, 'rules', 'own'), { recursive: true });
  writeFileSync(
    join(folder, 'rules', 'own', 'old-kernel.yaml'),
    `id: own/old-kernel
title: A node runs an old kernel
severity: high
failureMode: FM-134
target: node
fail: { fact: node.kernel.number, operator: lessThan, value: 6000 }
message: "{{node.name}} runs {{node.kernel.number}}"
evidence: [ node.kernel.number ]
remediation: Upgrade it.
fix: [ { on: "{{node.name}}", manual: "upgrade the kernel" } ]
verify: "\`uname -r\` prints another one."
references: [ { title: uname(1), url: "https://man7.org/linux/man-pages/man1/uname.1.html" } ]
tests:
  - { name: old, given: { node.kernel.number: 5010 }, expect: fail }
  - { name: new, given: { node.kernel.number: 6018 }, expect: pass }
  - { name: unseen, given: { node.kernel.number: { unknown: not read } }, expect: unknown }
`,
  );
}

export const RULES = ['--rules', 'rules', '--rule', 'own/*'] as const;

export const readJson = (...path: readonly string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

/** Names of the nights that are kept. */
export const nightsOf = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'nights'))
    .filter((name) => !name.startsWith('.'))
    .sort();
