import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  buildNetfilterModel,
  parseIpsetSave,
  parseIptablesSave,
  parseNftJson,
} from '../../../src/parse/netfilter/index.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/kube-proxy-1.36/${name}`, import.meta.url), 'utf8');

describe('buildNetfilterModel', () => {
  it('counts tables that iptables-nft and nft both list once', () => {
    const iptables = parseIptablesSave(fixture('iptables-nft-save.txt'), 'iptables-nft', 4).value;
    const nft = parseNftJson(fixture('nft-view-of-iptables.json'), 4).value;
    expect(nft.map(({ name }) => name).sort()).toEqual(['filter', 'mangle', 'nat']);
    const model = buildNetfilterModel([...iptables, ...nft], [], []);
    expect(model.tables.every(({ backend }) => backend === 'iptables-nft')).toBe(true);
    expect(model.baseChains.forward.map(({ table, name }) => `${table.name} ${name}`)).toEqual([
      'mangle FORWARD',
      'filter FORWARD',
    ]);
  });

  it('takes from nft what iptables could not print', () => {
    const nft = parseNftJson(fixture('nft-view-of-iptables.json'), 4).value;
    const unread = [
      { backend: 'iptables-nft', table: 'filter', reason: 'incompatible' },
      { backend: 'iptables-legacy', table: null, reason: 'no tool' },
    ] as const;
    expect(buildNetfilterModel(nft, [], unread).unread).toEqual([unread[1]]);
  });

  it('orders base chains by priority, and names tables that were cut off', () => {
    const cut = parseIptablesSave('*raw\n:PREROUTING ACCEPT [0:0]\n', 'iptables-legacy', 4).value;
    const legacy = parseIptablesSave('*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n', 'iptables-legacy', 4).value;
    const model = buildNetfilterModel(
      [...legacy, ...cut, ...parseNftJson(fixture('nft-ruleset.json'), 4).value],
      [],
      [],
    );
    expect(model.baseChains.prerouting.map(({ priority, name }) => `${priority} ${name}`)).toEqual([
      '-300 PREROUTING',
      '-110 filter-prerouting-pre-dnat',
      '-100 PREROUTING',
      '-100 nat-prerouting',
    ]);
    expect(model.unread).toEqual([
      { backend: 'iptables-legacy', table: 'raw', reason: 'its text was cut off before COMMIT' },
    ]);
  });
});

describe('parseIpsetSave', () => {
  it('reads sets with their elements and exceptions', () => {
    const { value, notUnderstood } = parseIpsetSave(
      'create cali40x hash:net family inet hashsize 1024 maxelem 1048576\nadd cali40x 10.0.0.0/8\nadd cali40x 10.1.0.0/16 nomatch\nadd other 10.0.0.1\n',
    );
    expect(value).toEqual([{ name: 'cali40x', type: 'hash:net', elements: ['10.0.0.0/8', '10.1.0.0/16 nomatch'] }]);
    expect(notUnderstood).toMatchObject([{ line: 4 }]);
  });
});
