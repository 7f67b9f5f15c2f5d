/**
 * MAC addresses that stand for no device of their own: who answers with them speaks for somebody else, and frames to them
 * arrive all the same.
 */
const prefixes = [
  // VRRP for IPv4 and IPv6 (RFC 9568 §7.3).
  '00:00:5e:00:01:',
  '00:00:5e:00:02:',
  // HSRP versions 1 and 2, GLBP.
  '00:00:0c:07:ac:',
  '00:00:0c:9f:f',
  '00:07:b4:00:',
];

const whole = new Set([
  // Calico's host ends of pod veths.
  'ee:ee:ee:ee:ee:ee',
  // Gateways of cloud networks, which answer for every address.
  'fe:ff:ff:ff:ff:ff',
  '12:34:56:78:9a:bc',
  '00:00:00:00:00:00',
]);

export function isVirtualMac(mac: string): boolean {
  const multicast = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  return multicast || whole.has(mac) || prefixes.some((prefix) => mac.startsWith(prefix));
}
