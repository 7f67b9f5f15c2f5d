import { expect, test } from 'vitest';
import { judge, roots, unknowns } from '../verdicts.ts';
import { type MadeServices, madeServices, snapshotOfServices, withoutLines } from './made-services.ts';

const onRules = ['endpoints-drifted', 'endpoints-lost', 'rules-missing', 'unowned-rules'];
const onJumps = ['jumps-missing', 'shared-rules-missing'];
const onProcess = ['kube-proxy-down', 'kube-proxy-down-stale'];

async function verdict(made: MadeServices) {
  const result = await judge(snapshotOfServices(made), ['services']);
  const own = new Set([...onRules, ...onJumps, ...onProcess].map((rule) => `services/${rule} node/n1`));
  return { roots: roots(result), unknown: unknowns(result).filter((one) => own.has(one)) };
}
const named = (...groups: readonly (readonly string[])[]) =>
  groups
    .flat()
    .map((rule) => `services/${rule} node/n1`)
    .sort();

test('without the API the rules themselves still show what is missing', async () => {
  const made = madeServices('iptables');
  made.api = false;
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules) });
  withoutLines(made, '-A KUBE-SERVICES');
  expect((await verdict(made)).roots).toEqual(['services/jumps-missing node/n1']);
});

test('rules that were not read', async () => {
  const made = madeServices('iptables');
  made.outputs['iptables-nft-save4'] = { text: '', status: 'missing', stderr: 'iptables-nft-save: not found' };
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps) });
});

test('a back end that kube-proxy could be in was not read', async () => {
  const made = madeServices('iptables');
  delete made.outputs['iptables-legacy-tables4'];
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps) });
});

test('the text of the rules was cut off', async () => {
  const made = madeServices('iptables');
  const text = String(made.outputs['iptables-nft-save4']);
  made.outputs['iptables-nft-save4'] = text.slice(0, text.indexOf('-A KUBE-SVC'));
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps) });
});

test('processes were not read, and the API has no pods', async () => {
  const made = madeServices('iptables');
  delete made.outputs.processes;
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps, onProcess) });
});

test('kube-proxy has only just started', async () => {
  const made = madeServices('nftables');
  made.outputs['kube-proxy-metrics'] =
    'kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv4"} 0\nkubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv6"} 0\n';
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps) });
});
