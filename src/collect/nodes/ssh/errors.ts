/** What went wrong with one SSH connection, read from what `ssh`, `sudo` and the shell print; one clause with what to do. */
export interface SshFailure {
  readonly why: string;
  /** It failed under this address or name: known_hosts and configuration may have another one of the machine. */
  readonly elsewhere: boolean;
  readonly again: boolean;
  /** There is no such name. */
  readonly unresolved: boolean;
}

interface Pattern {
  readonly text: RegExp;
  readonly why: string;
  readonly elsewhere?: true;
  readonly again?: true;
  readonly unresolved?: true;
}

/** In this order: sudo speaks through a connection that stands, and a jump host's complaint comes before that of the connection. */
const PATTERNS: readonly Pattern[] = [
  {
    text: /sudo:.*(password is required|terminal is required|no tty present|a tty|askpass)/i,
    why: 'sudo asks for a password there: allow "sudo -n sh" for this user (NOPASSWD), or log in as root with --ssh-user root',
  },
  { text: /sudo:.*not (in the sudoers|allowed)|is not in the sudoers/i, why: 'this user may not use sudo there' },
  {
    text: /sudo: (command )?not found|sudo: No such file/i,
    why: 'this user is not root there, and there is no sudo: use --ssh-user root',
  },
  {
    text: /REMOTE HOST IDENTIFICATION HAS CHANGED|Offending .* key in/i,
    why: 'its host key is another one than known_hosts has: look whether that is right, then remove the old one with ssh-keygen -R',
    elsewhere: true,
  },
  {
    text: /Host key verification failed|No .* host key is known/i,
    why: 'its host key is not known: connect once by hand with ssh, or put the key into known_hosts',
    elsewhere: true,
  },
  {
    text: /Permission denied \([^)]*\)|Too many authentication failures|No more authentication methods/i,
    why: 'it takes none of the keys without a password: load one into ssh-agent, name it in ~/.ssh/config, or give another user with --ssh-user',
    elsewhere: true,
  },
  {
    text: /Could not resolve hostname|Name or service not known|nodename nor servname/i,
    why: 'its name cannot be resolved',
    unresolved: true,
    elsewhere: true,
  },
  { text: /Connection refused/i, why: 'nothing listens on its SSH port', elsewhere: true },
  { text: /No route to host|Network is unreachable|Host is down/i, why: 'there is no route to it', elsewhere: true },
  { text: /timed out|timeout/i, why: 'it did not answer in time', elsewhere: true },
  {
    text: /kex_exchange_identification|Connection reset|Connection closed|banner exchange|Broken pipe/i,
    why: 'the connection was closed at once',
    elsewhere: true,
    again: true,
  },
  {
    text: /Bad (configuration option|owner or permissions)|terminating, \d+ bad/i,
    why: 'the SSH configuration of this machine is broken',
  },
];

export function sshFailure(stderr: string, code: number | null): SshFailure {
  const words = lastWords(stderr);
  const found = PATTERNS.find(({ text }) => text.test(stderr));
  if (found) {
    return {
      why: `${found.why} (${words})`,
      elsewhere: found.elsewhere ?? false,
      again: found.again ?? false,
      unresolved: found.unresolved ?? false,
    };
  }
  if (code === 255)
    return { why: `ssh failed (${words || 'without a word'})`, elsewhere: true, again: true, unresolved: false };
  return {
    why: `the probe could not be run: exit code ${code ?? '?'} (${words || 'without a word'})`,
    elsewhere: false,
    again: false,
    unresolved: false,
  };
}

/** The last line says what it came to; those before are banners and warnings. */
function lastWords(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^Connection to \S+ closed/.test(line));
  return (lines.at(-1) ?? '').slice(0, 300).replace(/\.$/, '');
}
