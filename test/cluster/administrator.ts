import { readFileSync } from 'node:fs';
import type { Ended, ExecOptions, Sandbox } from '../lab/sandbox.ts';
import type { Authority } from './certificates.ts';
import { type HostAccess, openHostAccess } from './host-access.ts';
import { kubeconfig } from './kubeconfig.ts';
import { server } from './nodes.ts';
import { adminKubeconfig, apiSocket } from './outside.ts';

/** What people do with a cluster. */
export interface Administrator {
  /** Runs kubectl as the administrator, and throws when it fails. */
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  /** Runs a command on the host outside, from where an administrator works; KUBECONFIG is set. */
  readonly outside: (argv: readonly string[], options?: ExecOptions) => Promise<Ended>;
  /** A kubeconfig for a user of one's own, by client certificate: a file that is there on the host outside. */
  readonly userKubeconfig: (name: string, groups?: readonly string[]) => Promise<string>;
  /** A kubeconfig for the test's own process; the administrator's, or that of `userKubeconfig`'s file. */
  readonly hostAccess: (file?: string) => Promise<HostAccess>;
  readonly close: () => Promise<void>;
}

export function makeAdministrator(sandbox: Sandbox, authority: Authority, programs: string): Administrator {
  const accesses: HostAccess[] = [];
  const outside: Administrator['outside'] = (argv, options = {}) =>
    sandbox.exec(['ip', 'netns', 'exec', 'outside', ...argv], {
      ...options,
      env: {
        KUBECONFIG: adminKubeconfig,
        HOME: '/run/home',
        PATH: `${programs}:/usr/sbin:/usr/bin:/sbin:/bin`,
        ...options.env,
      },
    });
  return {
    outside,
    kubectl: async (...args) => {
      const end = await outside(['kubectl', ...args], { timeoutMs: 180_000 });
      if (end.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${end.stderr.trim()}`);
      return end.stdout;
    },
    userKubeconfig: async (name, groups = []) => {
      const [user] = await authority.issue([{ id: `user-${name}`, name, groups }]);
      if (user === undefined) throw new Error(`no certificate for ${name}`);
      const file = `/run/home/${name}.conf`;
      await sandbox.sh(`umask 077; cat > ${file}`, { stdin: kubeconfig(server, authority.certificate, user) });
      return file;
    },
    hostAccess: async (file = adminKubeconfig) => {
      const text = readFileSync(`${sandbox.root}${file}`, 'utf8');
      // In the sandbox, so that it goes with it however the tests end.
      const copy = `${sandbox.root}/run/home/access-${accesses.length}.conf`;
      const access = await openHostAccess(`${sandbox.root}${apiSocket}`, copy, (address) =>
        text.replace(server, address),
      );
      accesses.push(access);
      return access;
    },
    close: async () => {
      for (const access of accesses) await access.close();
    },
  };
}
