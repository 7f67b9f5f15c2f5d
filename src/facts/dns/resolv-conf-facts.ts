import type { NodeModel } from '../../model/types.ts';
import { absentBecause, fromReading, scalarValue } from '../fact-value.ts';
import { defineFact } from '../types.ts';

export const resolvConfFacts = [
  defineFact({
    name: 'node.kubelet.missingResolvConf',
    target: 'node',
    type: 'string',
    doc: "The file that the kubelet hands to pods as the node's own resolv.conf (resolvConf of its configuration, --resolv-conf), where that does not exist. Absent where it exists, or no kubelet hands one out.",
    sources: ['kubelet-resolv-conf', 'kubelet-config', 'processes'],
    compute: ({ node }) => {
      const { resolvConf } = node.kubelet;
      if (resolvConf.state !== 'absent') return fromReading(resolvConf, () => absentBecause('the file is there'));
      const file = fileOf(node);
      return resolvConf.reason.includes('which the kubelet is to hand to pods')
        ? scalarValue(file)
        : absentBecause(resolvConf.reason);
    },
  }),
] as const;

/** The flag wins over the file (kubelet's own order). */
function fileOf({ processes, kubelet: { dns } }: NodeModel): string {
  const flag =
    processes.state === 'known'
      ? processes.value.find(({ name }) => name === 'kubelet' || name === 'hyperkube')?.flags['resolv-conf']
      : undefined;
  return flag ?? (dns.state === 'known' ? dns.value.resolvConf : null) ?? '/etc/resolv.conf';
}
