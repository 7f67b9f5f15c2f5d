import { describe, expect, it } from 'vitest';
import { buildNodeModel } from '../../src/model/node.ts';
import { fixture } from '../parse/fixtures.ts';
import { type MadeOutputs, rawNode } from '../support/raw-node.ts';

const node = (outputs: MadeOutputs) => buildNodeModel(rawNode('n1', outputs), { name: 'n1' });

describe('hand-made listings feed the same members', () => {
  it('ifconfig: devices and addresses, the bridges from brctl show', () => {
    const { host } = node({
      'text:ifconfig': fixture('node/ifconfig.txt'),
      'text:brctl-show': fixture('node/brctl-show.txt'),
    });
    expect(host.links).toMatchObject({
      state: 'known',
      source: 'text:ifconfig, text:brctl-show',
      partial: expect.stringContaining('excerpt'),
    });
    const links = host.links.state === 'known' ? host.links.value.byName : new Map();
    expect(links.get('veth1a2b3c4d')).toMatchObject({ master: 'cni0', mtu: 1450 });
    expect(links.get('cni0')).toMatchObject({ kind: 'bridge' });
    expect(host.addresses).toMatchObject({ state: 'known', partial: expect.any(String) });
  });

  it('arp, route, ip rule, ovs-vsctl show, mtr', () => {
    const model = node({
      'text:arp': fixture('node/arp-a.txt'),
      'text:route': fixture('node/route-n.txt'),
      'text:ip-rule': fixture('node/ip-rule4.txt'),
      'text:ovs-vsctl-show': fixture('ovs/healthy/show.txt'),
      'text:mtr': fixture('node/mtr.txt'),
    });
    expect(model.host.neighbours).toMatchObject({ state: 'known', source: 'text:arp' });
    expect(model.host.routes[4]).toMatchObject({ state: 'known' });
    expect(model.host.routes[6]).toMatchObject({ state: 'known', value: [] });
    expect(model.host.policyRules[4]).toMatchObject({ state: 'known' });
    expect(model.ovs).toMatchObject({
      state: 'known',
      partial: expect.any(String),
      value: { daemons: { vswitchd: null }, version: null },
    });
    expect(model.mtr).toMatchObject({ state: 'known', value: { host: 'n1' } });
    expect(model.host.links.state).toBe('unknown');
  });

  it('into a namespace that the user names', () => {
    const model = node({ 'text:ip-addr@podns': fixture('node/pod-ip-addr.txt') });
    expect(model.namespaces.map(({ id, addresses }) => [id, addresses.state])).toEqual([['podns', 'known']]);
  });

  it('gives way to what the node script read', () => {
    const model = node({
      'ip-link': fixture('node/ip-link.json'),
      'text:ifconfig': 'eth9: flags=4163<UP>  mtu 9000\n',
    });
    expect(model.host.links).toMatchObject({ source: 'ip-link' });
    expect(model.host.links).not.toHaveProperty('partial');
  });
});

describe('fall-backs of a command keep its id', () => {
  it('ifconfig and arp where there is no ip', () => {
    const { host } = node({
      'ip-link': fixture('node/ifconfig.txt'),
      'ip-addr': fixture('node/ifconfig.txt'),
      'ip-neigh': fixture('node/proc-arp.txt'),
      'ip-route4': fixture('node/proc-net-route.txt'),
    });
    for (const reading of [host.links, host.addresses, host.neighbours, host.routes[4]])
      expect(reading.state).toBe('known');
  });

  it('says what /proc/net/dev cannot tell', () => {
    const text =
      'Inter-|   Receive                                                |  Transmit\n face |bytes    packets\n    lo:       0       0\n';
    expect(node({ 'ip-link': text }).host.links).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('flags and MTU'),
    });
  });
});
