import type { PlannedPod } from '../lab/plan.ts';
import { startPod } from '../lab/pods.ts';

/** Shell lines that start what runs in a pod of the quick form. */
export function startContainer(
  pod: PlannedPod,
  netns: string,
  { programs, corefile }: { readonly programs: string; readonly corefile: string },
): string {
  if (pod.role !== 'dns') return startPod(pod, netns, []);
  // dnsPolicy Default: the node's name server. And what a ServiceAccount's token does in a container, a kubeconfig does here.
  const file = `/run/coredns-${pod.name}`;
  const config = corefile.replace(
    /^( *)kubernetes (.*\{)$/m,
    '$1kubernetes $2\n$1   kubeconfig /etc/coredns/kubeconfig lab',
  );
  return `cp /etc/resolv.conf /etc/netns/${netns}/resolv.conf
  cat > ${file} <<'EOT'\n${config}\nEOT
  ip netns exec ${netns} ${programs}/coredns -conf ${file} </dev/null >>/var/log/coredns.log 2>&1 &`;
}
