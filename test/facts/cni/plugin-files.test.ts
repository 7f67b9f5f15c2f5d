import { describe, expect, test } from 'vitest';
import { type Changes, changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge, roots } from '../verdicts.ts';

const judged = async (outputs: Changes['outputs'] & object) =>
  judge(await changedSnapshot('healthy-flannel-vxlan', { outputs }), ['cni']);
const file = (name: string, plugins: readonly object[]): string =>
  `==> /etc/cni/net.d/${name} <==\n${JSON.stringify({ cniVersion: '0.3.1', name: 'other', plugins })}\n`;
const before = (text: string) => (old: string) => text + old;

describe('CNI configurations', () => {
  test('the first calls a plugin that is not there', async () => {
    const { findings } = await judged({
      'node2 cni-config': before(file('00-weave.conflist', [{ type: 'weave-net' }])),
    });
    expect(findings.map(({ rule, causedBy }) => `${rule} ${causedBy === null}`)).toEqual([
      'cni/plugin-missing true',
      'cni/other-config-first false',
    ]);
    expect(findings[0]?.fix[0]).toEqual({
      on: 'node2',
      run: 'mv /etc/cni/net.d/00-weave.conflist /etc/cni/net.d/00-weave.conflist.off',
    });
  });
  test.each(['flannel', 'portmap', 'bridge', 'host-local'])('%s is gone', async (name) => {
    const result = await judged({
      'node2 cni-plugins': (text) =>
        text
          .split('\n')
          .filter((line) => line !== name)
          .join('\n'),
    });
    expect(roots(result)).toEqual(['cni/plugin-missing node/node2']);
  });
  test('another network comes first, with its plugin', async () => {
    const own = file('05-mynet.conflist', [{ type: 'bridge', bridge: 'br9', ipam: { type: 'host-local' } }]);
    expect(roots(await judged({ 'node2 cni-config': before(own) }))).toEqual(['cni/other-config-first node/node2']);
  });
  test.each([
    ['one that comes later', (text: string) => text + file('87-podman.conflist', [{ type: 'nowhere' }])],
    ['multus', (text: string) => file('00-multus.conf', [{ type: 'multus' }]) + text],
    ['the same plugin', (text: string) => file('00-other.conflist', [{ type: 'flannel' }]) + text],
  ])('%s is left alone', async (_, change) => {
    const plugins = (text: string): string => `${text}multus\n`;
    expect(roots(await judged({ 'node2 cni-config': change, 'node2 cni-plugins': plugins }))).toEqual([]);
  });
});
