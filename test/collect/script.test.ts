import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeRows } from '../../src/collect/list.ts';
import { PROBES } from '../../src/collect/probes/index.ts';
import { probeScript } from '../../src/collect/script.ts';
import { GUARD_MODULES } from '../../src/collect/shell/guards.ts';
import { scratchFolders } from '../support/scratch.ts';

const script = probeScript('0.1.0');
const parts = script.slice(script.indexOf("<<'NETLINT_PARTS'\n") + 17, script.indexOf('\nNETLINT_PARTS\n'));
const scratch = scratchFolders();
const has = (tool: string): boolean => spawnSync(tool, ['--help']).error === undefined;

/** What other parts of netlint rely on. */
const IDS =
  `uname cgroup os-release cpus uptime clock modules ip-link ip-addr ip-route4 ip-route6 ip-rule4 ip-rule6 xfrm-policy ip-neigh bridge-fdb bridge-vlan
sysctl sysctl-files iptables-legacy-tables4 iptables-legacy-tables6 iptables-legacy-save4 iptables-legacy-save6 iptables-nft-save4
iptables-nft-save6 nft-tables nft-ruleset ipset ipvs conntrack-stat conntrack-summary sockets proc-snmp proc-snmp6 proc-netstat softnet
ovs-bridge ovs-port ovs-interface ovs-controller ovs-manager ovs-open ovs-flows ovs-ports cni-config cni-leases cni-plugins
flannel-subnet-env resolv-conf processes kube-proxy-config kube-proxy-healthz kube-proxy-livez kube-proxy-mode kube-proxy-metrics kubelet-config
kubelet-resolv-conf coredns-health coredns-ready coredns-metrics flanneld-healthz ethtool-features
ethtool-link ethtool-driver ethtool-statistics kernel-log service-states`.split(/\s+/);

describe('the probes', () => {
  it('are those that the parsers know, each once', () => {
    expect(PROBES.map(({ id }) => id).sort()).toEqual([...IDS].sort());
  });

  it('are listed with id, area, place, command and purpose', () => {
    const rows = probeRows();
    expect(rows).toHaveLength(PROBES.length);
    expect(rows.find(([id]) => id === 'ovs-flows:BRIDGE')?.slice(1, 4)).toEqual([
      'ovs',
      'node',
      'ovs-ofctl dump-flows BRIDGE',
    ]);
    for (const row of rows) for (const cell of row) expect(cell, row.join(' ')).not.toBe('');
  });

  it('write down names of bridges and devices as quoted variables only', () => {
    for (const probe of PROBES.filter(({ each }) => each))
      for (const command of probe.commands) if ('tool' in command) expect(command.tool).toMatch(/ "\$item"$/);
  });
});

describe('the guards', () => {
  it('know each module that a command is kept from loading', () => {
    const named = [...parts.matchAll(/^ .*?(?:needs_module|avoid_loading|module_ready) ((?:[a-z_]+ ?)+)/gm)].flatMap(
      ([, names = '']) => names.trim().split(' '),
    );
    const modules = new Set(named.filter((name) => /_|^ip_set$/.test(name)));
    expect([...modules].sort()).toEqual([...GUARD_MODULES].sort());
  });
});

describe('the script', () => {
  it('is the same text for the same version and options', () => {
    expect(probeScript('0.1.0')).toBe(script);
    expect(probeScript('0.1.0', { logSince: 77 })).toContain('log_since=77');
  });

  it.each(['dash', 'busybox ash', 'bash --posix'])('is understood by %s', (shell) => {
    const [command = '', ...options] = shell.split(' ');
    for (const text of [script, parts]) {
      const done = spawnSync(command, [...options, '-n'], { input: text });
      expect(done.error, `${command} is needed`).toBeUndefined();
      expect(done.stderr.toString()).toBe('');
    }
  });

  it.skipIf(!has('shellcheck'))('has no error and no warning of shellcheck that is not meant', () => {
    const folder = scratch();
    const files = { 'probe.sh': script, 'parts.sh': `#!/bin/sh\n${parts}` };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    // Meant: words are split (2046, 2086, 2045), a global is set elsewhere (2154), "taken=-" and the like (2209), ulimit -c and set -o posix are
    // not POSIX and only used where they exist (3040, 3045).
    const meant = '--exclude=SC2045,SC2046,SC2086,SC2154,SC2209,SC3040,SC3045';
    const done = spawnSync('shellcheck', ['-s', 'sh', '-S', 'warning', meant, ...Object.keys(files)], { cwd: folder });
    expect(done.stdout.toString()).toBe('');
  });

  it('refuses a wrong option with one sentence', () => {
    const done = spawnSync('sh', ['-s', '--', '--smaple', '1'], { input: script });
    expect([done.status, done.stdout.toString(), done.stderr.toString()]).toEqual([
      2,
      '',
      'netlint probe: unknown option --smaple\n',
    ]);
  });
});
