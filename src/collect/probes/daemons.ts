import { DAEMONS } from '../daemons.ts';
import type { Probe, ProbeCommand, ShellCommand } from '../probe.ts';

const PROCESSES: ShellCommand = {
  shell: `
for entry in $daemons; do
  pid=\${entry%%:*} comm=\${entry#*:}
  find_home "$pid"
  line="pid=$pid comm=$comm netns=$home"
  allowed_flags "$comm"
  if [ -n "$allowed" ]; then
    name=''
    arguments_of "$pid"
    IFS=$newline
    for argument in $arguments; do
      unset IFS
      case $argument in
        -*)
          [ -z "$name" ] || line="$line flag:--$name"
          name=\${argument#-}
          name=\${name#-}
          value=\${name#*=}
          case " $allowed " in *" \${name%%=*} "*) ;; *) name='' ;; esac
          case $name in *=*) ;; *) continue ;; esac
          name=\${name%%=*}
          ;;
        *)
          [ -n "$name" ] || continue
          value=$argument
          ;;
      esac
      encode "$value"
      line="$line flag:--$name=$encoded"
      name=''
    done
    unset IFS
    [ -z "$name" ] || line="$line flag:--$name"
  fi
  printf '%s\\n' "$line"
done`,
  label: 'daemons in /proc/PID/comm, flags from /proc/PID/cmdline',
};

/** Only two lines of it: the rest is not asked for. */
const KUBE_PROXY_CONFIG: ShellCommand = {
  shell: `
for entry in $daemons; do
  pid=\${entry%%:*}
  [ "\${entry#*:}" = kube-proxy ] || continue
  find_home "$pid"
  [ "$home" = host ] || continue
  arguments_of "$pid"
  file='' next=no
  IFS=$newline
  for argument in $arguments; do
    [ $next = no ] || file=$argument
    next=no
    case $argument in
      --config=*) file=\${argument#--config=} ;;
      --config) next=yes ;;
    esac
  done
  unset IFS
  case $file in /*) ;; *) continue ;; esac
  label="grep mode, clusterCIDR /proc/$pid/root$file"
  limited grep -E '^(mode|clusterCIDR):' "/proc/$pid/root$file"
  return
done
no_because 'absent: no kube-proxy process of this node has --config'`,
  label: 'grep mode, clusterCIDR (the file of kube-proxy --config)',
  needs: ['grep'],
};

/** The HTTP status is on stderr; curl before 7.63 prints it behind the text. */
const onLoopback = (url: string): readonly ProbeCommand[] => [
  {
    tool: `curl -q -sS --noproxy '*' -m 4 -w '%{stderr}HTTP %{http_code}\\n' ${url}`,
    label: `curl ${url}`,
    conclusive: true,
  },
  { tool: `wget -q -T 4 -O - ${url}`, label: `wget -O - ${url}` },
];

const kubeProxy = (id: string, url: string, purpose: string): Probe => ({
  id,
  area: 'daemons',
  scope: 'host',
  purpose,
  seconds: 6,
  commands: onLoopback(url),
});

const UNITS =
  'firewalld ufw nftables iptables ip6tables netfilter-persistent NetworkManager systemd-networkd systemd-resolved kubelet containerd crio docker openvswitch-switch openvswitch';

const SERVICE_STATES: ShellCommand = {
  shell: `
states=$(limited systemctl is-active ${UNITS})
code=$?
set -- ${UNITS}
for state in $states; do
  printf '%s %s\\n' "$1" "$state"
  shift
  [ $# -gt 0 ] || break
done
return $code`,
  label: 'systemctl is-active firewalld NetworkManager systemd-networkd …',
  needs: ['systemctl'],
};

export const daemonProbes: readonly Probe[] = [
  {
    id: 'processes',
    area: 'daemons',
    scope: 'host',
    purpose: 'daemons of the network and of Kubernetes, with the flags that rules use',
    commands: [PROCESSES],
  },
  {
    id: 'kube-proxy-config',
    area: 'daemons',
    scope: 'host',
    purpose: 'mode and clusterCIDR of kube-proxy',
    accept: [1],
    commands: [KUBE_PROXY_CONFIG],
  },
  kubeProxy('kube-proxy-healthz', 'http://127.0.0.1:10256/healthz', 'whether kube-proxy still writes its rules'),
  kubeProxy('kube-proxy-mode', 'http://127.0.0.1:10249/proxyMode', 'the back end that kube-proxy uses'),
  kubeProxy('kube-proxy-metrics', 'http://127.0.0.1:10249/metrics', 'failures and times of the last sync'),
  {
    id: 'service-states',
    area: 'daemons',
    scope: 'host',
    purpose: 'firewalld, NetworkManager and others that change the network behind the back of Kubernetes',
    accept: [3, 4],
    commands: [SERVICE_STATES],
  },
];

/** Looking through /proc once serves the list of daemons and what asks whether one is running. */
export const DAEMON_FUNCTIONS = `
# find_daemons: PID:COMM of the processes of interest into $daemons, their names into $running. No forks.
find_daemons() {
  daemons='' running='' count=0
  set +f
  for folder in /proc/[0-9]*; do
    { read -r comm <"$folder/comm"; } 2>/dev/null || continue
    case $comm in
      ${DAEMONS.map(({ comm }) => comm).join(' | ')}) ;;
      *) continue ;;
    esac
    count=$((count + 1))
    [ $count -le 200 ] || break
    daemons="$daemons \${folder#/proc/}:$comm"
    running="$running $comm"
  done
  set -f
}

# arguments_of PID: its command line into $arguments, one argument a line.
arguments_of() {
  arguments=$(limited cat "/proc/$1/cmdline" | tr '\\000\\012' '\\012 ')
}

# allowed_flags COMM: the flags whose values may be read, into $allowed.
allowed_flags() {
  case $1 in
${DAEMONS.filter(({ flags }) => flags.length > 0)
  .map(({ comm, flags }) => `    ${comm}) allowed='${flags.join(' ')}' ;;`)
  .join('\n')}
    *) allowed='' ;;
  esac
}
`;
