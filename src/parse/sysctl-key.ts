/**
 * sysctl(8): the first separator decides. `net/ipv4/conf/eth0.100/rp_filter` and `net.ipv4.conf.eth0/100.rp_filter` are the same
 * key; here it is always the second.
 */
export function dottedSysctlKey(name: string): string {
  const first = name.search(/[./]/);
  if (first < 0 || name[first] === '.') return name;
  return name.replace(/[./]/g, (char) => (char === '/' ? '.' : '/'));
}
