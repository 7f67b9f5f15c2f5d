/** Names of IP protocols as packets carry them here; tools print names, numbers or aliases of them. */
const names = new Map<string, string>([
  ['1', 'icmp'],
  ['2', 'igmp'],
  ['4', 'ipencap'],
  ['ipip', 'ipencap'],
  ['ipv4', 'ipencap'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['33', 'dccp'],
  ['41', 'ipv6'],
  ['47', 'gre'],
  ['50', 'esp'],
  ['51', 'ah'],
  ['58', 'icmpv6'],
  ['ipv6-icmp', 'icmpv6'],
  ['icmp6', 'icmpv6'],
  ['89', 'ospf'],
  ['112', 'vrrp'],
  ['132', 'sctp'],
  ['136', 'udplite'],
]);

export const protocolName = (text: string): string => names.get(text) ?? text.toLowerCase();
