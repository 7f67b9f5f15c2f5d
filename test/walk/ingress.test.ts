import { describe, expect, it } from 'vitest';
import { podToPod } from '../../src/walk/flows.ts';
import { overlayOutputs } from './support/overlay-fixture.ts';
import { modelOf, namespace } from './support/read-model.ts';

/** What becomes of a packet from n1-a to n2-a where n2 has a netdev chain that drops what its rule matches. */
function there(hook: string, dev: string | undefined, port: number, family = 'netdev') {
  const of = { family, table: 'guard' };
  const left = { payload: { protocol: 'udp', field: 'dport' } };
  const ruleset = JSON.stringify({
    nftables: [
      { table: { family, name: 'guard' } },
      { chain: { ...of, name: 'in', type: 'filter', hook, dev, prio: -500, policy: 'accept' } },
      { rule: { ...of, chain: 'in', handle: 3, expr: [{ match: { op: '==', left, right: port } }, { drop: null }] } },
    ],
  });
  const n2 = { ...overlayOutputs['n2'], 'nft-tables': `table ${family} guard\n`, 'nft-ruleset': ruleset };
  const cluster = modelOf({ ...overlayOutputs, n2 });
  const [outcome] = podToPod(cluster, namespace(cluster, 'n1-a'), '10.244.2.10').outcomes;
  return outcome && `${outcome.disposition} ${outcome.decidedBy?.node ?? ''} ${outcome.missing?.input ?? ''}`.trim();
}

describe('chains in front of the IP layer', () => {
  it('are followed where their device is known', () => {
    expect(there('ingress', 'eth0', 8472)).toBe('dropped n2');
    expect(there('ingress', 'eth1', 8472)).toMatch(/^delivered/);
    expect(there('ingress', 'eth0', 53)).toMatch(/^delivered/);
    expect(there('ingress', 'eth0', 8472, 'inet')).toBe('dropped n2');
  });

  it('make the end unknown where nft does not print the device, and only for what they would stop', () => {
    expect(there('ingress', undefined, 8472)).toBe('insufficient-information n2 nft-ruleset');
    expect(there('ingress', undefined, 53)).toMatch(/^delivered/);
  });

  it('make the end unknown in hooks that are not followed', () => {
    expect(there('egress', 'eth0', 53)).toBe('insufficient-information n2 nft-ruleset');
    expect(there('input', undefined, 53, 'bridge')).toBe('insufficient-information n2 nft-ruleset');
  });
});
