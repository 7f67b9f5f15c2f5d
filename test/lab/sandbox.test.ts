import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';

const reason = requireLab();

/** What of this machine's own network a lab could have touched. */
function machineState(): string {
  const run = (command: string): string => spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout;
  return run(
    'ip -br addr; ip route; ip netns list; cat /proc/sys/net/ipv4/ip_forward /proc/net/ip_tables_names 2>/dev/null; nft list tables 2>/dev/null',
  );
}

/** Processes that carry a mark in their environment, and so came from one runner. */
function marked(mark: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
}

describe.skipIf(reason !== null)(
  `lab, the sandbox${reason === null ? '' : ` (skipped: ${reason})`}`,
  { timeout: 60_000 },
  () => {
    it('leaves nothing behind when it is closed', async () => {
      const before = machineState();
      const lab = await buildFlannelCluster({ nodes: ['closed-and-gone'] });
      expect(marked('closed-and-gone').length).toBeGreaterThan(0);
      await lab.close();
      await expect.poll(() => marked('closed-and-gone')).toEqual([]);
      expect(machineState()).toBe(before);
    });

    it('leaves nothing behind when its runner is killed', async () => {
      const before = machineState();
      const cluster = fileURLToPath(new URL('./cluster.ts', import.meta.url));
      const code = `const { buildFlannelCluster } = await import(${JSON.stringify(cluster)}); await buildFlannelCluster({ nodes: ['killed-and-gone'] }); console.log('up');`;
      const runner = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => createInterface({ input: runner.stdout }).once('line', resolve));
      expect(marked('killed-and-gone').length).toBeGreaterThan(1);
      runner.kill('SIGKILL');
      await expect.poll(() => marked('killed-and-gone'), { timeout: 5000 }).toEqual([]);
      expect(machineState()).toBe(before);
    });
  },
);
