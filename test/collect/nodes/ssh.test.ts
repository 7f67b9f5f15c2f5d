import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireLab } from '../../lab/requirements.ts';
import { openSandbox, type Sandbox } from '../../lab/sandbox.ts';

/** A real sshd on loopback, in namespaces of its own, with users of its own and a configuration of the user's. */
const SSHD = `
mount -t tmpfs tmpfs /root
mkdir -p /run/sshd /run/keys /root/.ssh /run/bob /run/loud
for f in passwd group shadow; do cp /etc/$f /run/$f; done
for user in alice:2001:/bin/sh bob:2002:/bin/sh loud:2003:/run/loud/shell keyless:2004:/bin/sh; do
  IFS=: read -r name id shell <<END
$user
END
  echo "$name:x:$id:$id::/run/bob:$shell" >>/run/passwd
  echo "$name:x:$id:" >>/run/group
  echo "$name:*:19000:0:99999:7:::" >>/run/shadow
done
for f in passwd group shadow; do mount --bind /run/$f /etc/$f; done
printf '#!/bin/sh\\necho "*** netlint-frame of all banners ***"; date\\nexec /bin/sh "$@"\\n' >/run/loud/shell
chmod 755 /run/loud/shell
printf 'Defaults !requiretty\\nroot ALL=(ALL) ALL\\nbob ALL=(root) NOPASSWD: ALL\\nloud ALL=(root) NOPASSWD: ALL\\nalice ALL=(root) ALL\\n' >/run/sudoers
chmod 440 /run/sudoers
mount --bind /run/sudoers /etc/sudoers
ip link set lo up
ssh-keygen -q -t ed25519 -N '' -f /run/host_key
ssh-keygen -q -t ed25519 -N '' -f /run/user_key
for user in root alice bob loud; do cp /run/user_key.pub /run/keys/$user; done
cat >/run/sshd_config <<END
Port 2222
ListenAddress 127.0.0.1
HostKey /run/host_key
AuthorizedKeysFile /run/keys/%u
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
UsePAM no
StrictModes no
Banner /etc/passwd
PidFile none
END
/usr/sbin/sshd -D -f /run/sshd_config </dev/null >/run/sshd.log 2>&1 &
cat >/root/.ssh/config <<END
Host through
  HostName 127.0.0.1
  ProxyJump root@known:2222
Host stranger
  HostName 127.0.0.1
  UserKnownHostsFile /dev/null
Host changed
  HostName 127.0.0.1
  UserKnownHostsFile /run/other_hosts
Host kept
  HostName 127.0.0.1
  ControlMaster auto
  ControlPath /run/control
  ControlPersist 20
Host known
  HostName 127.0.0.1
Host mine
  HostName 127.0.0.1
  RemoteCommand tmux attach
  RequestTTY force
  LocalForward 2222 127.0.0.1:80
  ExitOnForwardFailure yes
Host *.proxied
  ProxyCommand sh -c "echo %h >>/run/proxied; exec nc 127.0.0.1 2222"
Host *
  Port 2222
  IdentityFile /run/user_key
  UserKnownHostsFile /run/known_hosts
END
chmod 600 /root/.ssh/config
key=$(cut -d ' ' -f 1,2 /run/host_key.pub)
printf '[127.0.0.1]:2222 %s\\n' "$key" >/run/known_hosts
printf '[127.0.0.1]:2222 %s\\n' "$(cut -d ' ' -f 1,2 /run/user_key.pub)" >/run/other_hosts
i=0
until ss -Hltn 'sport = 2222' | grep -q .; do i=$((i + 1)); [ $i -lt 50 ] || { cat /run/sshd.log >&2; exit 1; }; sleep 0.1; done
`;

interface Line {
  readonly name: string;
  readonly tries: number;
  readonly took: number;
  readonly reason?: string;
  readonly complete?: boolean;
  readonly outputs?: number;
  readonly uid?: string;
  readonly bytes?: number;
  readonly problem?: string;
}

const skipped =
  requireLab() ??
  (process.getuid?.() === 0 ? null : 'sshd with several users needs root') ??
  (existsSync('/usr/sbin/sshd') && existsSync('/usr/bin/sudo') ? null : 'sshd or sudo is not installed');
const program = fileURLToPath(new URL('./ssh-run.ts', import.meta.url));

describe.skipIf(skipped !== null)(`SSH to a real sshd${skipped === null ? '' : ` (skipped: ${skipped})`}`, () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
    await sandbox.sh(SSHD);
  }, 30_000);
  afterAll(async () => {
    await sandbox?.close();
  });

  async function read(
    hosts: readonly (readonly string[])[],
    options: { readonly user?: string; readonly milliseconds?: number } = {},
  ): Promise<readonly Line[]> {
    const ended = await sandbox.exec([process.execPath, program, JSON.stringify({ hosts, ...options })], {
      timeoutMs: 60_000,
    });
    expect(ended.stderr).toBe('');
    return ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  }
  const reasonFor = async (address: string, options = {}): Promise<string> =>
    (await read([['n1', address]], options))[0]?.reason ?? '';

  test('as root, by sudo, behind a jump host, after a banner, and with a master connection that stays', async () => {
    const lines = await read([
      ['root', 'known'],
      ['sudo', 'bob@127.0.0.1'],
      ['jump', 'through'],
      ['banner', 'loud@127.0.0.1:2222'],
      ['kept', 'kept'],
      ['mine', 'mine'],
    ]);
    expect(lines.map(({ name }) => name).sort()).toEqual(['banner', 'jump', 'kept', 'mine', 'root', 'sudo']);
    for (const line of lines) {
      expect(line).toMatchObject({ complete: true, uid: 'root', tries: 1 });
      expect(line.took).toBeLessThan(14_000);
    }
  });

  test('the user of the option, unless the address has its own', async () => {
    expect(await reasonFor('127.0.0.1', { user: 'keyless' })).toMatch(
      /^127\.0\.0\.1: it takes none of the keys without a password: .*Permission denied \(publickey\)/,
    );
    expect((await read([['n1', 'bob@127.0.0.1']], { user: 'keyless' }))[0]?.complete).toBe(true);
  });

  test.each([
    ['alice@127.0.0.1', /sudo asks for a password there: allow "sudo -n sh"/],
    ['stranger', /its host key is not known: connect once by hand/],
    ['changed', /its host key is another one than known_hosts has/],
    ['127.0.0.1:2223', /nothing listens on its SSH port/],
    ['no-such-host.invalid', /its name cannot be resolved/],
  ])('%s', async (address, reason) => {
    expect(await reasonFor(address)).toMatch(reason);
  });

  test('the next address is tried where the first one does not answer', async () => {
    const [line] = await read([['n1', '127.0.0.1:2223', 'known']]);
    expect(line).toMatchObject({ complete: true, tries: 1 });
  });

  test('names that would be options or shell text go to no program', async () => {
    const hostile = [
      '-oProxyCommand=touch /run/owned',
      '$(touch /run/owned).proxied',
      'a;touch /run/owned',
      "x'`touch /run/owned`",
      '-V',
    ];
    const lines = await read(hostile.map((address, i) => [`n${i}`, address]));
    for (const line of lines) expect(line.reason).toContain('is no host name or address, and was given to no program');
    expect(await sandbox.sh('ls /run/owned /run/proxied 2>/dev/null || :')).toBe('');
    expect((await read([['n1', 'fine.proxied']]))[0]?.reason ?? '').not.toContain('given to no program');
  });

  test('a machine that takes the connection and says nothing costs its time alone, and leaves no process', async () => {
    await sandbox.sh('socat TCP-LISTEN:2224,fork EXEC:"sleep 100" </dev/null >/dev/null 2>&1 &');
    const [line] = await read([['n1', '127.0.0.1:2224']], { milliseconds: 3000 });
    expect(line?.took).toBeLessThan(5500);
    expect(line?.reason).toMatch(/it was not done in time|did not answer in time/);
    // A master connection that stays is what the user's own configuration asks for.
    expect(await sandbox.sh('pgrep -xa ssh | grep -v "mux\\|defunct" || :')).toBe('');
    expect(await sandbox.sh('ls -d /tmp/netlint.* 2>/dev/null || :')).toBe('');
  });
});
