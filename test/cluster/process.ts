import type { Machine } from '../lab/machine.ts';
import type { Daemon } from './daemon.ts';

/** A daemon that a kubelet keeps running: what is ended here comes back by itself. */
export function containerProcess(machine: () => Machine, name: string): Daemon {
  const send = async (signal: string): Promise<void> => {
    await machine().sh(`pkill -${signal} -x ${name} || true`);
  };
  const running = async (): Promise<boolean> => (await machine().exec(['pgrep', '-x', name])).code === 0;
  const start = async (): Promise<void> => {
    await machine().sh(`until pgrep -x ${name} >/dev/null; do sleep 0.1; done`);
  };
  return {
    name,
    node: machine().name,
    start,
    stop: () => send('TERM'),
    kill: () => send('KILL'),
    restart: async () => {
      await send('TERM');
      await start();
    },
    restartWith: () => Promise.reject(new Error(`the flags of ${name} stand in its DaemonSet`)),
    signal: send,
    running,
    log: () => machine().sh(`cat /var/log/pods/*/*${name === 'flanneld' ? 'flannel' : name}*/*.log`),
  };
}
