import type { Probe, ShellCommand } from '../probe.ts';

/** Old configurations of Calico have a token in them. */
const HIDE_SECRETS = `sed -E 's/("[A-Za-z0-9_.-]*([Tt]oken|[Pp]assword|[Ss]ecret|[Kk]ey|[Kk]ey_data|[Cc]ert|[Cc]ert_data)"[[:space:]]*:[[:space:]]*)"([^"\\\\]|\\\\.)*"/\\1"(removed)"/g'`;

const CONFIG: ShellCommand = {
  shell: `
set +f
set -- /etc/cni/net.d/*.conf /etc/cni/net.d/*.conflist /etc/cni/net.d/*.json
set -f
found=no code=0
for file in "$@"; do
  [ -f "$file" ] || continue
  found=yes
  printf '==> %s <==\\n' "$file"
  limited ${HIDE_SECRETS} "$file" || code=$?
done
[ $found = yes ] || nothing_at /etc/cni/net.d/x 'no .conf, .conflist or .json file in /etc/cni/net.d'
return $code`,
  label: 'cat /etc/cni/net.d/*.conf*',
  needs: ['sed'],
};

const LEASES: ShellCommand = {
  shell: `
set +f
set -- /var/lib/cni/networks/*/*
set -f
found=no
for file in "$@"; do
  [ -f "$file" ] || continue
  found=yes
  printf '==> %s <==\\n' "$file"
  count=0
  while [ $count -lt 3 ] && { IFS= read -r line || [ -n "$line" ]; }; do
    count=$((count + 1))
    printf '%s\\n' "$line"
  done <"$file"
done
[ $found = yes ] || nothing_at /var/lib/cni/networks/x/y 'no file in /var/lib/cni/networks'`,
  label: 'cat /var/lib/cni/networks/*/*',
};

const PLUGINS: ShellCommand = {
  shell: `
set +f
set -- /opt/cni/bin/* /usr/lib/cni/* /usr/libexec/cni/*
set -f
found=no
for file in "$@"; do
  [ -f "$file" ] && [ -x "$file" ] || continue
  found=yes
  printf '%s\\n' "\${file##*/}"
done
[ $found = yes ] || nothing_at /opt/cni/bin/x 'no plugin in /opt/cni/bin, /usr/lib/cni or /usr/libexec/cni'`,
  label: 'ls /opt/cni/bin /usr/lib/cni /usr/libexec/cni',
};

/**
 * Only lines that a resolver reads, and no symbolic link: in a container it would be followed from the node's root
 * (a pod could point it at any file of the node).
 */
const POD_RESOLV_CONF: ShellCommand = {
  shell: `
file=''
if [ -n "$pod_pid" ]; then
  file=/proc/$pod_pid/root/etc/resolv.conf
  if [ -L "\${file%/*}" ] || [ -L "$file" ]; then
    no_because "not run: $file is a symbolic link"
    return
  fi
elif [ -n "$pod_name" ]; then
  file=/etc/netns/$pod_name/resolv.conf
fi
if [ -n "$pod_pid" ] && [ ! -f "$file" ] && [ -n "$pod_name" ]; then file=/etc/netns/$pod_name/resolv.conf; fi
if [ ! -f "$file" ]; then
  if [ -n "$pod_pid" ]; then nothing_at "$file" 'no resolv.conf found for this namespace'
  else no_because 'not run: no process lives here whose resolv.conf could be read'; fi
  return
fi
label="cat $file"
resolver_lines "$file"`,
  label: 'cat /proc/PID/root/etc/resolv.conf',
};

export const RESOLVER_FUNCTIONS = `
# resolver_lines FILE: the lines of a resolv.conf that a resolver reads.
resolver_lines() {
  count=0
  while [ $count -lt 100 ] && { read -r word rest || [ -n "$word" ]; }; do
    count=$((count + 1))
    case $word in
      nameserver | search | domain | options | sortlist) printf '%s %s\\n' "$word" "$rest" ;;
    esac
  done <"$1"
}
`;

export const cniProbes: readonly Probe[] = [
  {
    id: 'cni-config',
    area: 'cni',
    scope: 'host',
    purpose: 'CNI configuration files, without secrets',
    commands: [CONFIG],
  },
  { id: 'cni-plugins', area: 'cni', scope: 'host', purpose: 'names of the CNI plugin binaries', commands: [PLUGINS] },
  { id: 'cni-leases', area: 'cni', scope: 'host', purpose: 'addresses that host-local gave away', commands: [LEASES] },
  {
    id: 'flannel-subnet-env',
    area: 'cni',
    scope: 'host',
    purpose: 'what flanneld told the CNI plugin',
    commands: [{ files: ['/run/flannel/subnet.env'] }],
  },
  {
    id: 'resolv-conf',
    area: 'cni',
    scope: 'both',
    purpose: 'name servers and search domains',
    commands: [{ files: ['/etc/resolv.conf'] }],
    podCommands: [POD_RESOLV_CONF],
  },
];
