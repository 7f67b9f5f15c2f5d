import { describe, expect, it } from 'vitest';
import { bootValue, parseSysctlFiles } from '../../src/parse/sysctl-files.ts';

const at = (text: string, key: string, readsSysctlConf = false) =>
  bootValue(parseSysctlFiles(text).value, key, readsSysctlConf);
const FORWARD = 'net.ipv4.ip_forward';

describe('what the next boot sets', () => {
  it('takes the last file by name, whatever its folder', () => {
    const text = '/etc/sysctl.d/10-a.conf:net.ipv4.ip_forward = 1\n/usr/lib/sysctl.d/50-b.conf:net.ipv4.ip_forward=0\n';
    expect(at(text, FORWARD)).toEqual({ value: '0', file: '/usr/lib/sysctl.d/50-b.conf' });
  });

  it('takes /etc before /run before /usr/lib for the same name', () => {
    const text =
      '/usr/lib/sysctl.d/50-x.conf:net.ipv4.ip_forward=0\n/run/sysctl.d/50-x.conf:net.ipv4.ip_forward=0\n/etc/sysctl.d/50-x.conf:net.ipv4.ip_forward=1\n';
    expect(at(text, FORWARD)?.value).toBe('1');
  });

  it('reads /etc/sysctl.conf last, where it is read', () => {
    const text = '/etc/sysctl.conf:net.ipv4.ip_forward=0\n/etc/sysctl.d/99-kubernetes.conf:net.ipv4.ip_forward=1\n';
    expect(at(text, FORWARD)?.value).toBe('1');
    expect(at(text, FORWARD, true)).toEqual({ value: '0', file: '/etc/sysctl.conf' });
  });

  it('knows slashes, a leading minus, comments and globs', () => {
    expect(
      at('/etc/sysctl.d/a.conf:-net/ipv4/ip_forward=1\n/etc/sysctl.d/a.conf:# net.ipv4.ip_forward=0\n', FORWARD)?.value,
    ).toBe('1');
    const globs =
      '/etc/sysctl.d/a.conf:net.ipv4.conf.eth0.rp_filter = 0\n/etc/sysctl.d/b.conf:net.ipv4.conf.*.rp_filter = 1\n/etc/sysctl.d/c.conf:-net.ipv4.conf.lo.rp_filter\n';
    expect(at(globs, 'net.ipv4.conf.eth0.rp_filter')?.value).toBe('0');
    expect(at(globs, 'net.ipv4.conf.cni0.rp_filter')?.value).toBe('1');
    expect(at(globs, 'net.ipv4.conf.lo.rp_filter')).toBeUndefined();
    expect(at(globs, 'net.ipv4.conf.eth0/100.rp_filter')?.value).toBe('1');
    expect(at(globs, 'net.ipv4.ip_forward')).toBeUndefined();
  });

  it('notes what it cannot read', () => {
    expect(
      parseSysctlFiles('nonsense\n/etc/sysctl.d/a.conf:what is this\n').notUnderstood.map((note) => note.line),
    ).toEqual([1, 2]);
  });
});
