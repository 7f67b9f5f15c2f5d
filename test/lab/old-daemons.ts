import type { Lab } from './lab.ts';

/** Daemons that rules are patient with after their start. kube-proxy is not among them: it says itself when its first sync has ended. */
const names = ['flanneld', 'kubelet', 'coredns', 'containerd', 'ovs-vswitchd'];

/** Shell lines: field 22 of their /proc/PID/stat becomes a second after boot. It ends with the process. */
const script = `
for p in $(pgrep -x '${names.join('|')}'); do
  sed -E 's/^(.*\\) (\\S+ ){19})[0-9]+/\\1100/' /proc/$p/stat > /run/stat.$p 2>/dev/null || continue
  mount --bind /run/stat.$p /proc/$p/stat || [ ! -e /proc/$p ]
done`;

const undo = 'for m in $(grep -o "/proc/[0-9]*/stat " /proc/mounts); do umount $m || [ ! -e $m ]; done';

/**
 * Makes daemons look as if they had been started when the machine was, as objects of the API look old: no test wants to wait until they are
 * trusted to have done their work. Returns what makes them as old as they are: runc knows its containers by that time, and must not meet another one.
 */
export async function ageDaemons({ machines }: Pick<Lab, 'machines'>): Promise<() => Promise<void>> {
  const running = [...machines.values()].filter((one) => one.running());
  await Promise.all(running.map((one) => one.sh(script)));
  return async () => {
    await Promise.all(running.filter((one) => one.running()).map((one) => one.sh(undo)));
  };
}
