import { describe, expect, it } from 'vitest';
import { buildNodeModel } from '../../src/model/node.ts';
import { type MadeOutputs, rawNode } from '../support/raw-node.ts';

const netfilter = (outputs: MadeOutputs, family: 4 | 6 = 4) =>
  buildNodeModel(rawNode('n1', outputs), { name: 'n1' }).host.netfilter[family];
const modelOf = (outputs: MadeOutputs) => {
  const reading = netfilter(outputs);
  if (reading.state !== 'known') throw new Error(JSON.stringify(reading));
  return reading.value;
};

const absent = (what: string) => ({ text: '', status: 'skipped' as const, stderr: `absent: ${what}` });
const missing = (tool: string) => ({ text: '', status: 'missing' as const, stderr: `${tool}: not found` });
const FILTER = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n';

/** Nothing in the legacy back end and no native table. */
const OTHERS = {
  'iptables-legacy-tables4': absent('no /proc/net/ip_tables_names, so no legacy table'),
  'iptables-legacy-save4': absent('no /proc/net/ip_tables_names, so no legacy iptables table'),
  'nft-tables': 'table ip filter\n',
  'nft-ruleset': absent('no native nft table'),
};

describe('netfilter of a namespace', () => {
  it('is known and empty where there is no table and no module', () => {
    const model = modelOf({
      ...OTHERS,
      'nft-tables': absent('the kernel module nf_tables is not loaded, so there is no nft table'),
      'iptables-nft-save4': absent('no IPv4 table of iptables in nf_tables'),
    });
    expect(model.tables).toEqual([]);
    expect(model.unread).toEqual([]);
  });

  it('is unknown where nothing was collected', () => {
    expect(netfilter({})).toMatchObject({ state: 'unknown', reason: 'not collected' });
  });

  it('says that tables of the bridge family are not followed, where they decide something', () => {
    const ruleset = (...rules: readonly object[]) =>
      JSON.stringify({
        nftables: [
          { table: { family: 'bridge', name: 'guard', handle: 1 } },
          {
            chain: {
              family: 'bridge',
              table: 'guard',
              name: 'fwd',
              type: 'filter',
              hook: 'forward',
              prio: 0,
              policy: 'accept',
            },
          },
          ...rules,
        ],
      });
    const unreadWith = (...rules: readonly object[]) =>
      modelOf({
        ...OTHERS,
        'iptables-nft-save4': FILTER,
        'nft-tables': 'table ip filter\ntable bridge guard\n',
        'nft-ruleset': ruleset(...rules),
      }).unread;
    expect(unreadWith()).toEqual([]);
    expect(unreadWith({ rule: { family: 'bridge', table: 'guard', chain: 'fwd', expr: [{ drop: null }] } })).toEqual([
      { backend: 'nftables', table: 'guard', reason: 'tables of the bridge family are not followed' },
    ]);
  });

  it('reads one back end', () => {
    const model = modelOf({ ...OTHERS, 'iptables-nft-save4': FILTER });
    expect(model.baseChains.forward.map((chain) => [chain.name, chain.policy, chain.table.backend])).toEqual([
      ['FORWARD', 'drop', 'iptables-nft'],
    ]);
    expect(model.unread).toEqual([]);
  });

  it('names the tables that nobody could read', () => {
    const model = modelOf({
      ...OTHERS,
      'iptables-nft-save4': FILTER,
      'iptables-legacy-tables4': 'nat\nfilter\n',
      'iptables-legacy-save4': missing('iptables-legacy-save'),
    });
    expect(model.unread).toEqual([
      { backend: 'iptables-legacy', table: 'nat', reason: 'iptables-legacy-save: not found' },
      { backend: 'iptables-legacy', table: 'filter', reason: 'iptables-legacy-save: not found' },
    ]);
  });

  it('names a back end whose tables are not known', () => {
    const model = modelOf({
      ...OTHERS,
      'iptables-nft-save4': { text: '', status: 'timeout' },
      'nft-tables': missing('nft'),
      'nft-ruleset': missing('nft'),
    });
    expect(model.unread.map(({ backend, table }) => [backend, table])).toEqual([
      ['iptables-nft', null],
      ['nftables', null],
    ]);
  });

  it('needs no tool for tables that do not exist', () => {
    const model = modelOf({
      ...OTHERS,
      'nft-tables': '',
      'iptables-nft-save4': missing('iptables-nft-save'),
      'nft-ruleset': missing('nft'),
    });
    expect(model.unread).toEqual([]);
  });

  it('has a table unread that iptables refuses, unless nft printed it', () => {
    const save = "# Table `nat' is incompatible, use 'nft' tool.\n";
    expect(
      modelOf({ ...OTHERS, 'nft-tables': 'table ip filter\ntable ip nat\n', 'iptables-nft-save4': FILTER + save })
        .unread,
    ).toMatchObject([{ backend: 'iptables-nft', table: 'nat' }]);
    const json = JSON.stringify({
      nftables: [{ metainfo: { json_schema_version: 1 } }, { table: { family: 'ip', name: 'nat', handle: 1 } }],
    });
    expect(modelOf({ ...OTHERS, 'iptables-nft-save4': FILTER + save, 'nft-ruleset': json }).unread).toEqual([]);
  });

  it('reads what people copy, and says that it is one back end', () => {
    const reading = netfilter({ 'text:iptables-S': '-P INPUT ACCEPT\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n' });
    expect(reading).toMatchObject({ state: 'known', source: 'text:iptables-S', partial: expect.any(String) });
    const model = reading.state === 'known' ? reading.value : undefined;
    expect(model?.baseChains.forward[0]?.policy).toBe('drop');
    expect(model?.unread.map(({ backend }) => backend)).toEqual(['iptables-nft', 'nftables']);
  });
});
