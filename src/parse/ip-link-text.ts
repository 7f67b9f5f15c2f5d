import { addressOrNull, canonicalMac } from './canonical.ts';
import { type IpBlock, ipBlocks, wordAfter } from './ip-text-blocks.ts';
import { decimal, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Link, LinkCounters } from './records.ts';

/** `ip link show` without -j, with or without -d, -s and -o; also busybox's. */
export function parseIpLinkText(text: string): Parsed<readonly Link[]> {
  const notes = newNotes();
  const links: Link[] = [];
  for (const block of ipBlocks(text, notes)) {
    const link = linkOfBlock(block);
    if (link === undefined) notes.add(block.line, block.head, 'a device without an MTU');
    else links.push(link);
  }
  return notes.parsed(links);
}

/** undefined where the block is only an address line of `ip -o addr`, which tells nothing of the device. */
export function linkOfBlock(block: IpBlock): Link | undefined {
  const head = wordsOf(block.head);
  const mtu = decimal(wordAfter(head, 'mtu'));
  if (mtu === undefined) return undefined;
  const link = wordsOf(block.details.find((detail) => detail.text.startsWith('link/'))?.text ?? '');
  const detailed = link.includes('promiscuity');
  const kindLine = wordsOf(detailed ? kindLineOf(block) : '');
  const kind = kindLine[0] ?? null;
  const ifIndex = /^if(\d+)$/.exec(block.behindAt ?? '');
  const port = block.details.find((detail) => detail.text.startsWith('bridge_slave'));
  return {
    index: block.index,
    name: block.name,
    mtu,
    flags: block.flags,
    operstate: wordAfter(head, 'state') ?? null,
    linkType: link[0]?.slice('link/'.length) ?? null,
    mac: canonicalMac(link[1]),
    master: wordAfter(head, 'master') ?? null,
    kind: detailed ? kind : undefined,
    lower: ifIndex ? null : block.behindAt,
    lowerIndex: ifIndex ? Number(ifIndex[1]) : null,
    lowerNetnsid: decimal(wordAfter(link, 'link-netnsid')) ?? null,
    vxlan: kind === 'vxlan' ? vxlanOf(kindLine) : null,
    bridge:
      kind === 'bridge'
        ? {
            stp: (wordAfter(kindLine, 'stp_state') ?? '0') !== '0',
            vlanFiltering: wordAfter(kindLine, 'vlan_filtering') === '1',
          }
        : null,
    bridgePort: port ? bridgePortOf(wordsOf(port.text)) : null,
    counters: countersOf(block),
    promiscuity: decimal(wordAfter(link, 'promiscuity')) ?? null,
  };
}

/** The line that -d adds below the link/ line; a plain device has none, its queues stand at the end of the link/ line. */
function kindLineOf(block: IpBlock): string {
  const at = block.details.findIndex((detail) => detail.text.startsWith('link/'));
  const next = block.details[at + 1]?.text ?? '';
  return /^(?:RX|TX|inet|inet6|vf|altname|alias|bridge_slave|bond_slave|prog|valid_lft)\b/.test(next) ? '' : next;
}

function vxlanOf(words: readonly string[]): Link['vxlan'] {
  const id = decimal(wordAfter(words, 'id'));
  if (id === undefined && !words.includes('external')) return null;
  return {
    id: id ?? 0,
    local: addressOrNull(wordAfter(words, 'local')),
    remote: addressOrNull(wordAfter(words, 'remote')),
    group: addressOrNull(wordAfter(words, 'group')),
    device: wordAfter(words, 'dev') ?? null,
    port: decimal(wordAfter(words, 'dstport')) ?? 0,
    learning: !words.includes('nolearning'),
  };
}

const bridgePortOf = (words: readonly string[]): Link['bridgePort'] => ({
  state: wordAfter(words, 'state') ?? null,
  hairpin: wordAfter(words, 'hairpin') === 'on',
  isolated: wordAfter(words, 'isolated') === 'on',
});

/** `-s` prints a line of column names and below it one of numbers, for RX and for TX. */
function countersOf(block: IpBlock): LinkCounters | null {
  const columns = (side: 'RX' | 'TX'): Map<string, number> | undefined => {
    const at = block.details.findIndex(({ text }) => text.startsWith(`${side}:`));
    if (at < 0) return undefined;
    const names = wordsOf(block.details[at]?.text.slice(3) ?? '');
    const values = wordsOf(block.details[at + 1]?.text ?? '').map(decimal);
    return new Map(names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])));
  };
  const rx = columns('RX');
  const tx = columns('TX');
  const rxPackets = rx?.get('packets');
  const txPackets = tx?.get('packets');
  if (rxPackets === undefined || txPackets === undefined) return null;
  const otherhostAt = block.details.findIndex(({ text }) => text.startsWith('RX errors:'));
  const otherhost =
    wordsOf(block.details[otherhostAt]?.text ?? '').at(-1) === 'otherhost'
      ? decimal(wordsOf(block.details[otherhostAt + 1]?.text ?? '').at(-1))
      : undefined;
  return {
    rxPackets,
    rxErrors: rx?.get('errors') ?? 0,
    rxDropped: rx?.get('dropped') ?? 0,
    rxOtherhost: otherhost ?? null,
    txPackets,
    txErrors: tx?.get('errors') ?? 0,
    txDropped: tx?.get('dropped') ?? 0,
  };
}
