import type { Machine } from '../lab/machine.ts';
import type { Sandbox } from '../lab/sandbox.ts';
import { nodePlans } from './nodes.ts';

const folder = '/run/ssh';

/**
 * sshd on every machine, with a key for root that is made here and ends with the sandbox. The client's side is the system-wide configuration as
 * the sandbox sees it, so that a plain `ssh node1` works from the host outside, and nobody's own files are read or written.
 */
export async function startSsh(sandbox: Sandbox, machines: ReadonlyMap<string, Machine>): Promise<void> {
  const client = [
    ...nodePlans.map(({ name, address }) => `Host ${name}\n  HostName ${address}\n  HostKeyAlias ${address}`),
    `Host ${nodePlans.flatMap(({ name, address }) => [name, address]).join(' ')}`,
    `  User root\n  IdentityFile ${folder}/id\n  IdentitiesOnly yes\n  UserKnownHostsFile ${folder}/known_hosts`,
    '',
  ].join('\n');
  await sandbox.sh(
    `umask 077; mkdir ${folder}; cat > ${folder}/config; chmod 644 ${folder}/config
    ssh-keygen -q -t ed25519 -N '' -C lab -f ${folder}/id
    ssh-keygen -q -t ed25519 -N '' -C lab -f ${folder}/host
    for a in ${nodePlans.map(({ address }) => address).join(' ')}; do echo "$a $(cat ${folder}/host.pub)"; done > ${folder}/known_hosts
    mount --bind ${folder}/config /etc/ssh/ssh_config`,
    { stdin: client },
  );
  const read = (file: string): Promise<string> => sandbox.sh(`cat ${folder}/${file}`);
  const [key, host] = await Promise.all([read('id.pub'), read('host')]);
  await Promise.all([...machines.values()].map((machine) => startServer(machine, key, host)));
}

/** Root's home is not the machine's: nothing that somebody has there may run. */
async function startServer(machine: Machine, key: string, host: string): Promise<void> {
  await machine.sh(
    `umask 077; mkdir -p /etc/ssh /run/sshd /run/root
    chmod 755 /run/sshd
    sed -i 's|^root:.*|root:x:0:0:root:/run/root:/bin/sh|' /etc/passwd
    echo 'root:*:19000:0:99999:7:::' > /etc/shadow
    printf '%s\\n' '/bin/sh' > /etc/shells
    cat > /etc/ssh/host
    echo '${key.trim()}' > /etc/ssh/authorized_keys
    cat > /etc/ssh/sshd_config <<'EOT'
HostKey /etc/ssh/host
AuthorizedKeysFile /etc/ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication yes
UsePAM no
StrictModes no
PidFile /run/sshd.pid
EOT
    /usr/sbin/sshd -f /etc/ssh/sshd_config`,
    { stdin: host },
  );
}
