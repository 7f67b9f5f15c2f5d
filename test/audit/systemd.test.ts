import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { requireLab } from '../lab/requirements.ts';
import { openSandbox, type Sandbox } from '../lab/sandbox.ts';

const units = fileURLToPath(new URL('../../deploy/systemd', import.meta.url));
const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));
const service = readFileSync(join(units, 'netlint-audit.service'), 'utf8');
const valuesOf = (key: string): readonly string[] =>
  [...service.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);

/** Why systemd's own tool cannot look; where CI is set that is an error. */
function whyNoSystemd(): string | null {
  if (spawnSync('systemd-analyze', ['--version']).status === 0) return null;
  const reason = 'systemd-analyze is not there: install systemd';
  if (process.env.CI) throw new Error(`the units cannot be checked, and CI is set: ${reason}`);
  process.stderr.write(`the check of the systemd units is skipped: ${reason}\n`);
  return reason;
}

const noSystemd = whyNoSystemd();
describe.skipIf(noSystemd !== null)(
  `the units, as systemd reads them${noSystemd === null ? '' : ` (${noSystemd})`}`,
  () => {
    const analyze = (...words: readonly string[]) =>
      spawnSync('systemd-analyze', [...words], {
        cwd: units,
        encoding: 'utf8',
        env: { ...process.env, SYSTEMD_PAGER: '' },
      });

    test('are without mistakes', () => {
      const { status, stdout, stderr } = analyze('verify', './netlint-audit.service', './netlint-audit.timer');
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    });

    test('run every night', () => {
      const timer = readFileSync(join(units, 'netlint-audit.timer'), 'utf8');
      const [, when = ''] = /^OnCalendar=(.*)$/m.exec(timer) ?? [];
      expect(analyze('calendar', '--iterations=2', '--base-time=2026-01-01 00:00:00 UTC', when).stdout).toMatch(
        /2026-01-01 02:15:00(?:.*\n)*.*2026-01-02 02:15:00/,
      );
    });

    test('leave open what the reading needs, and little else', () => {
      const { stdout } = analyze('security', '--offline=true', '--no-pager', './netlint-audit.service');
      const [, exposure] = /Overall exposure level for netlint-audit.service: ([\d.]+)/.exec(stdout) ?? [];
      expect(Number(exposure)).toBeLessThanOrEqual(3.6);
      // Each of these has its reason in a comment of the unit.
      const open = stdout
        .split('\n')
        .flatMap((line) => (line.startsWith('✗') ? [(line.split(/\s+/)[1] ?? '').replace(/=.*$/, '')] : []));
      expect([...new Set(open)].sort()).toEqual([
        'CapabilityBoundingSet',
        'DeviceAllow',
        'IPAddressDeny',
        'MemoryDenyWriteExecute',
        'PrivateNetwork',
        'PrivateUsers',
        'ProcSubset',
        'ProtectKernelLogs',
        'ProtectProc',
        'RestrictAddressFamilies',
        'RestrictNamespaces',
        'RootDirectory',
        'SystemCallFilter',
        'User',
      ]);
    });
  },
);

const noLab = requireLab();
describe.skipIf(noLab !== null)(
  `the command of the service${noLab === null ? '' : ` (${noLab})`}`,
  { timeout: 180_000 },
  () => {
    const [command = ''] = valuesOf('ExecStart');
    const capabilities = (valuesOf('CapabilityBoundingSet')[0] ?? '')
      .split(' ')
      .map((name) => name.replace(/^CAP_/, '').toLowerCase());
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await openSandbox();
      await sandbox.sh(`
      printf '#!/bin/sh\\nexec "%s" "%s" "$@"\\n' "${process.execPath}" "${netlint}" > /run/bin/netlint
      chmod 755 /run/bin/netlint
      mkdir /var/lib/netlint
      ip netns add pod
      ip link add veth0 type veth peer name eth0 netns pod
      ip addr add 10.244.0.1/24 dev veth0; ip link set veth0 up
      ip -n pod addr add 10.244.0.2/24 dev eth0; ip -n pod link set eth0 up; ip -n pod link set lo up
      iptables-legacy -A FORWARD -s 10.244.0.0/24 -j ACCEPT
      nft add table ip mine; nft add chain ip mine c '{ type filter hook forward priority 5 ; }'
      ip netns exec pod iptables-legacy -A INPUT -p tcp --dport 80 -j ACCEPT
      ip netns exec pod setpriv --reuid=1000 --regid=1000 --clear-groups sleep 600 >/dev/null 2>&1 &`);
    }, 60_000);
    afterAll(() => sandbox?.close());

    /** In a mount namespace in which nothing but the state and temporary files can be written, as ProtectSystem=strict has it. */
    const READ_ONLY = `
    mkdir -p /run/private-tmp; mount -t tmpfs tmpfs /run/private-tmp; export TMPDIR=/run/private-tmp
    for at in $(awk '{ print $5 }' /proc/self/mountinfo | sort -ru); do
      case $at in /proc*|/sys*|/dev*|/var/lib/netlint|/run/netns*|/run/private-tmp) ;; *) mount -o remount,bind,ro "$at" 2>/dev/null || true ;; esac
    done
    mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys
    if touch /usr/netlint-test 2>/dev/null; then echo 'the file system can be written' >&2; exit 99; fi`;

    /** What the command reads, and how each of it ended; with these capabilities alone, and all but its state read-only, or as full root. */
    async function outputs(state: string, least: readonly string[] | null) {
      const bounds = least?.map((name) => `+${name}`).join(',');
      const script = `
    mkdir ${state}
    mount --bind ${state} /var/lib/netlint
    ${least === null ? '' : READ_ONLY}
    cd /
    PATH=/run/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    exec ${least === null ? '' : `setpriv --no-new-privs --bounding-set=-all,${bounds}`} ${command}`;
      const { code, stderr } = await sandbox.exec(['unshare', '--mount', 'sh', '-euc', script], { timeoutMs: 150_000 });
      expect([0, 1], stderr).toContain(code);
      const snapshot = await openSnapshot(`${sandbox.root}${state}/latest/snapshot.tar.gz`);
      const [node = ''] = snapshot.nodeNames;
      const { index } = snapshot.readNode(node);
      snapshot.close();
      return {
        status: index.status,
        namespaces: index.netns.length,
        read: index.outputs.map(
          ({ id, netns, status, reading }) => `${netns === 'host' ? 'host' : 'pod'} ${id} ${reading ?? 1} ${status}`,
        ),
      };
    }

    test('reads with the capabilities of the unit, and nothing writable, what full root reads; less with one less', async () => {
      const full = await outputs('/run/full', null);
      const least = await outputs('/run/least', capabilities);
      expect(least.read).toEqual(full.read);
      expect([full.status, least.status, least.namespaces]).toEqual(['ok', 'ok', full.namespaces]);
      expect(least.namespaces).toBeGreaterThan(0);
      expect(least.read).toContain('pod iptables-legacy-save4 1 ok');
      // What SYSLOG and DAC_OVERRIDE are for depends on settings and daemons that are not in this sandbox.
      for (const name of ['sys_admin', 'sys_ptrace', 'net_admin', 'net_raw']) {
        const others = capabilities.filter((each) => each !== name);
        expect(others, name).toHaveLength(capabilities.length - 1);
        expect((await outputs(`/run/without-${name}`, others)).read, name).not.toEqual(full.read);
      }
    });
  },
);
