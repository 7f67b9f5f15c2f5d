import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeScript } from '../../src/collect/script.ts';
import { scratchFolders } from '../support/scratch.ts';
import { isRoot, noNamespaces, outputOf, programs, type Ran, runProbe } from './probe-run.ts';

const scratch = scratchFolders();
const TOOLS = [
  'nft',
  'iptables-nft-save',
  'ip6tables-nft-save',
  'iptables-legacy-save',
  'ip6tables-legacy-save',
  'ipset',
  'ss',
  'conntrack',
  'ovs-vsctl',
  'ovs-ofctl',
];

interface Kernel {
  /** What /proc/modules lists; undefined: a kernel without loadable modules. */
  readonly loaded?: readonly string[];
  /** What modules.builtin lists; undefined: it cannot be read. */
  readonly builtIn?: readonly string[];
  readonly disabled?: boolean;
  /** What the stand-in for nft prints. */
  readonly tables?: string;
  readonly setup?: string;
  readonly nftFails?: boolean;
}

/** Runs the script with the kernel's lists of modules, and with the tools, replaced by stand-ins that note that they were called. */
function run(kernel: Kernel): { readonly ran: Ran; readonly called: readonly string[] } {
  const folder = scratch();
  mkdirSync(join(folder, 'lib'), { recursive: true });
  if (kernel.loaded)
    writeFileSync(join(folder, 'modules'), kernel.loaded.map((name) => `${name} 16384 0 - Live 0x0\n`).join(''));
  if (kernel.builtIn)
    writeFileSync(join(folder, 'modules.builtin'), kernel.builtIn.map((name) => `kernel/net/${name}.ko\n`).join(''));
  writeFileSync(join(folder, 'disabled'), kernel.disabled ? '1\n' : '0\n');
  const script = probeScript('0.1.0')
    .replaceAll('/proc/modules', join(folder, 'modules'))
    .replaceAll('/lib/modules/$(uname -r)/modules.builtin', join(folder, 'modules.builtin'))
    .replaceAll('/proc/sys/kernel/modules_disabled', join(folder, 'disabled'))
    .replaceAll('/sys/module/', join(folder, 'sys-module/'));
  const nft = kernel.nftFails ? 'echo "no permission" >&2; exit 1' : `printf '${kernel.tables ?? ''}'`;
  const note = (tool: string): string => `echo "${tool} $*" >>${join(folder, 'called')}\n${tool === 'nft' ? nft : ''}`;
  const path = `${programs(folder, [], Object.fromEntries(TOOLS.map((tool) => [tool, note(tool)])))}:$PATH`;
  const ran = runProbe(folder, { script, path, ...(kernel.setup ? { setup: kernel.setup } : {}) });
  const log = join(folder, 'called');
  return { ran, called: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
}

const said = (ran: Ran, id: string): readonly string[] => {
  const { status, stderr } = outputOf(ran.frame, id);
  return [status, stderr.toString().trim()];
};

describe.skipIf(noNamespaces)('nothing is asked that would load a module', () => {
  it('when none is loaded: what needs one is absent, what has another way goes that way', () => {
    const { ran, called } = run({ loaded: ['bridge'], builtIn: ['af_packet'] });
    expect(called).toEqual([]);
    expect(said(ran, 'nft-tables')).toEqual([
      'skipped',
      'absent: the kernel module nf_tables is not loaded, so there is no nft table',
    ]);
    expect(said(ran, 'iptables-nft-save4')[0]).toBe('skipped');
    expect(said(ran, 'nft-ruleset')[1]).toMatch(/^absent: /);
    expect(said(ran, 'ipset')).toEqual([
      'skipped',
      'absent: the kernel module ip_set is not loaded, so there is no ipset',
    ]);
    expect(outputOf(ran.frame, 'sockets')).toMatchObject({
      status: 'ok',
      command: expect.stringMatching(/proc.net.tcp/),
    });
    expect(said(ran, 'sockets')[1]).toMatch(/^not run: it could load the kernel module inet_diag/);
    expect(said(ran, 'ovs-bridge')).toEqual(['skipped', 'absent: no ovsdb socket and no Open vSwitch process']);
  });

  it('when it cannot be seen whether they are built in: not run, which says nothing about what is there', () => {
    const { ran, called } = run({ loaded: ['bridge'] });
    expect(called).toEqual([]);
    expect(said(ran, 'nft-tables')[1]).toMatch(/^not run: /);
    expect(said(ran, 'ipset')[1]).toMatch(/^not run: /);
  });

  it('when they are loaded, built in, or nothing can be loaded: asked', () => {
    const all = ['nf_tables', 'nft_compat', 'ip_set', 'inet_diag', 'tcp_diag', 'udp_diag'];
    for (const kernel of [
      { loaded: all, builtIn: [] },
      { loaded: [], builtIn: all },
      {},
      { loaded: [], disabled: true },
    ]) {
      const { called } = run(kernel);
      expect(called.filter((line) => !line.startsWith('conntrack'))).toEqual([
        'ss -Hlntup',
        'nft -t list sets',
        'ipset save',
      ]);
    }
  });

  it('iptables-nft-save only where one of its tables exists', () => {
    const { ran, called } = run({ tables: 'table ip6 filter {\\n}\\ntable ip kube-proxy {\\n}\\n' });
    expect(called).toContain('ip6tables-nft-save -c');
    expect(called).not.toContain('iptables-nft-save -c');
    expect(said(ran, 'iptables-nft-save4')).toEqual(['skipped', 'absent: no IPv4 table of iptables in nf_tables']);
    expect(called).toContain('nft -j list table ip kube-proxy');
  });

  it('without nft_compat, tables of iptables are listed by nft', () => {
    const { ran, called } = run({ loaded: ['nf_tables'], builtIn: [], tables: 'table ip filter {\\n}\\n' });
    expect(said(ran, 'iptables-nft-save4')[1]).toMatch(/^not run: it could load the kernel module nft_compat/);
    expect(called).toContain('nft -j list table ip filter');
  });

  it.skipIf(!isRoot)('legacy tools only where a table exists', () => {
    const { called } = run({ setup: 'ip6tables-legacy -t mangle -nL >/dev/null' });
    expect(called).toContain('ip6tables-legacy-save -c');
    expect(called).not.toContain('iptables-legacy-save -c');
  });
});

describe.skipIf(noNamespaces)('names from the node', () => {
  it('a table whose name would be a command to nft is not listed', () => {
    const { ran, called } = run({
      tables: 'table inet fine {\\n}\\ntable inet a;flush {\\n}\\ntable inet -f {\\n}\\ntable ip {x} {\\n}\\n',
    });
    expect(called.filter((line) => line.includes('list table '))).toEqual(['nft -j list table inet fine']);
    expect(said(ran, 'nft-ruleset')[0]).toBe('error');
    expect(said(ran, 'nft-ruleset')[1]).toMatch(/name with odd characters/);
  });
});

describe.skipIf(noNamespaces)('nothing is called absent that could not be looked at', () => {
  const absent = (ran: Ran): readonly string[] =>
    ran.frame.outputs.filter(({ stderr }) => stderr.toString().startsWith('absent: ')).map(({ id }) => id);

  it('when nft fails, rules may still be there', () => {
    const { ran, called } = run({ nftFails: true });
    expect(said(ran, 'nft-tables')).toEqual(['error', 'no permission\nno permission']);
    expect(called).toContain('iptables-nft-save -c');
    expect(said(ran, 'nft-ruleset')[1]).toBe('not run: the names of the tables are not known (nft-tables)');
  });

  it.skipIf(!isRoot)('when folders cannot be searched, or the user may not look', () => {
    const folder = scratch();
    const setup =
      'mkdir -p /run/flannel /run/openvswitch; chmod 700 /run/flannel /run/openvswitch; chmod 755 "$1"; chmod 777 "$1/tmp"';
    const shell = ['setpriv', '--reuid=1', '--regid=1', '--clear-groups', 'sh'];
    const ran = runProbe(folder, { script: probeScript('0.1.0'), setup, shell });
    expect(ran.status).toBe(0);
    expect(said(ran, 'flannel-subnet-env')).toEqual(['skipped', 'not run: /run/flannel cannot be read']);
    expect(said(ran, 'ovs-bridge')).toEqual(['skipped', 'not run: /run/openvswitch cannot be read']);
    expect(ran.frame.problems.join()).toMatch(/not run as root/);
    const tables = [
      'iptables-legacy-tables4',
      'iptables-legacy-save4',
      'nft-tables',
      'iptables-nft-save4',
      'nft-ruleset',
      'ipset',
    ];
    expect(absent(ran).filter((id) => tables.includes(id))).toEqual([]);
  });
});
