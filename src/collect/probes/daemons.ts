import { DAEMONS } from '../daemons.ts';
import type { Probe, ShellCommand } from '../probe.ts';

const PROCESSES: ShellCommand = {
  shell: `
for entry in $daemons; do
  pid=\${entry%%:*} comm=\${entry#*:}
  find_home "$pid"
  started_at "$pid"
  line="pid=$pid comm=$comm netns=$home\${ticks:+ start=$ticks}"
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
  label: 'daemons in /proc/PID/comm, start from /proc/PID/stat, flags from /proc/PID/cmdline',
};

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

# flag_of PID NAME: the value of one of its flags into $value.
flag_of() {
  value='' next=no
  arguments_of "$1"
  IFS=$newline
  for argument in $arguments; do
    [ $next = no ] || value=$argument
    next=no
    case $argument in
      "--$2="* | "-$2="*) value=\${argument#*=} ;;
      "--$2" | "-$2") next=yes ;;
    esac
  done
  unset IFS
}

# started_at PID: when the process began, in hundredths of a second after boot (field 22 of /proc/PID/stat), into $ticks.
started_at() {
  ticks=''
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  # The name in brackets may hold anything; behind it comes field 3.
  set -- \${line##*) }
  [ $# -ge 20 ] || return 0
  shift 19
  case $1 in *[!0-9]* | '') ;; *) ticks=$1 ;; esac
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
