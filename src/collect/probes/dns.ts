import type { Probe, ShellCommand } from '../probe.ts';
import { httpCommands } from '../shell/http.ts';

/** Settings of KubeletConfiguration about DNS, and one about control groups, with the items of the list among them; a folder of drop-ins comes later and wins. */
const KUBELET_CONFIG: ShellCommand = {
  shell: `
find_kubelet || return
if [ -z "$kubelet_files" ]; then
  no_because 'absent: the kubelet of this node runs without --config'
  return
fi
label="grep clusterDNS, clusterDomain, resolvConf, failCgroupV1$kubelet_files"
cat_kubelet_dns`,
  label: 'grep clusterDNS, clusterDomain, resolvConf, failCgroupV1 (the files of kubelet --config, --config-dir)',
};

/** What the kubelet copies into pods with dnsPolicy Default, as CoreDNS has it. */
const KUBELET_RESOLV_CONF: ShellCommand = {
  shell: `
find_kubelet || return
flag_of "$kubelet_pid" resolv-conf
file=\${value:-/etc/resolv.conf}
if [ -z "$value" ]; then
  while read -r word rest; do
    case $word in resolvConf:) file=$rest ;; esac
  done <<END
$(cat_kubelet_dns)
END
fi
file=\${file#[\\"\\']} file=\${file%[\\"\\']}
case $file in
  /*) ;;
  *)
    no_because "absent: the kubelet hands no resolv.conf of the node to pods (resolvConf: $file)"
    return
    ;;
esac
label="cat $file"
if [ ! -f "$file" ]; then
  nothing_at "$file" "no $file, which the kubelet is to hand to pods"
  return
fi
resolver_lines "$file"`,
  label: 'cat (the file of kubelet resolvConf)',
};

const coreDns = (id: string, port: number, path: string, purpose: string, keep?: string): Probe => ({
  id,
  area: 'daemons',
  scope: 'both',
  lives: 'coredns',
  purpose,
  seconds: 6,
  commands: httpCommands({ find: `coredns_at ${port}`, port, path, ...(keep === undefined ? {} : { keep }) }),
});

/** Of some hundred metrics those that rules read. */
const KEPT_METRICS =
  '^coredns_(build_info|panics_total|reload_failed_total|forward_healthcheck_broken_total|forward_max_concurrent_rejects_total|proxy_healthcheck_failures_total|dns_responses_total)[{ ]';

export const dnsProbes: readonly Probe[] = [
  {
    id: 'kubelet-config',
    area: 'daemons',
    scope: 'host',
    purpose: 'the name server that the kubelet gives to pods, and whether it takes cgroup v1',
    commands: [KUBELET_CONFIG],
  },
  {
    id: 'kubelet-resolv-conf',
    area: 'daemons',
    scope: 'host',
    purpose: "the node's own name servers, as pods like CoreDNS get them",
    commands: [KUBELET_RESOLV_CONF],
  },
  coreDns('coredns-health', 8080, '/health', 'whether CoreDNS lives'),
  coreDns('coredns-ready', 8181, '/ready', 'which of its plugins are not ready'),
  coreDns('coredns-metrics', 9153, '/metrics', 'answers by code, failures of upstream servers', KEPT_METRICS),
  {
    id: 'flanneld-healthz',
    area: 'daemons',
    scope: 'host',
    purpose: 'whether flanneld lives',
    seconds: 6,
    commands: httpCommands({ find: 'flanneld_at', port: 0, path: '/healthz' }),
  },
];

export const DNS_FUNCTIONS = `
# find_kubelet: the kubelet of this node into $kubelet_pid, its configuration files into $kubelet_files.
find_kubelet() {
  kubelet_pid='' kubelet_files=''
  for entry in $daemons; do
    case \${entry#*:} in kubelet | hyperkube) ;; *) continue ;; esac
    find_home "\${entry%%:*}"
    [ "$home" != host ] || kubelet_pid=\${entry%%:*}
  done
  if [ -z "$kubelet_pid" ]; then
    no_because 'absent: no kubelet process on this node'
    return
  fi
  flag_of "$kubelet_pid" config
  case $value in /*) kubelet_files=" $value" ;; esac
  flag_of "$kubelet_pid" config-dir
  case $value in
    /*)
      set +f
      for file in "$value"/*.conf; do
        [ ! -f "$file" ] || kubelet_files="$kubelet_files $file"
      done
      set -f
      ;;
  esac
}

# cat_kubelet_dns: the four settings, of each file.
cat_kubelet_dns() {
  for file in $kubelet_files; do
    keep=no json=''
    while IFS= read -r line || [ -n "$line" ]; do
      if [ -z "$json" ]; then
        case $line in *[!\\ ]*) json=no ;; esac
        case $line in '{'* | ' '*'{'*) json=yes ;; esac
      fi
      if [ "$json" = yes ]; then
        kubelet_dns_of_json
        continue
      fi
      case $line in
        clusterDNS:*) keep=yes ;;
        clusterDomain:* | resolvConf:* | failCgroupV1:*)
          keep=no
          printf '%s\\n' "$line"
          continue
          ;;
        '#'* | ' '*'#'*) continue ;;
        -* | ' '*-*) ;;
        *) keep=no ;;
      esac
      [ $keep = no ] || printf '%s\\n' "$line"
    done <"$file" 2>>$n.e || return 1
  done
}

# kubelet_dns_of_json: of $line, a line of JSON, what the same file would have as YAML; $keep says whether it is inside the list.
kubelet_dns_of_json() {
  for key in clusterDomain resolvConf failCgroupV1; do
    case $line in
      *"\\"$key\\":"*)
        rest=\${line#*"\\"$key\\":"}
        rest=\${rest# }
        printf '%s: %s\\n' "$key" "\${rest%%[,\\}]*}"
        ;;
    esac
  done
  case $line in
    *'"clusterDNS":'*)
      rest=\${line#*'"clusterDNS":'}
      case $rest in
        *']'*) printf 'clusterDNS:%s]\\n' "\${rest%%]*}" ;;
        *) keep=yes && printf 'clusterDNS:\\n' ;;
      esac
      ;;
    *']'*) keep=no ;;
    *) [ $keep = no ] || printf -- '- %s\\n' "\${line%,}" ;;
  esac
}

# coredns_at PORT: CoreDNS of this network namespace, into $at and $host.
coredns_at() {
  host=127.0.0.1 at=127.0.0.1:$1
}

# flanneld_at: the health server of flanneld into $at and $host, where it has one.
flanneld_at() {
  flanneld_pid=''
  for entry in $daemons; do
    [ "\${entry#*:}" = flanneld ] || continue
    find_home "\${entry%%:*}"
    [ "$home" != host ] || flanneld_pid=\${entry%%:*}
  done
  if [ -z "$flanneld_pid" ]; then
    no_because 'absent: no flanneld process on this node'
    return
  fi
  flag_of "$flanneld_pid" healthz-port
  case $value in
    '' | 0 | *[!0-9]*)
      no_because 'absent: flanneld runs without --healthz-port'
      return
      ;;
  esac
  port=$value
  flag_of "$flanneld_pid" healthz-ip
  case $value in '' | 0.0.0.0 | :: | *[!0-9A-Fa-f.:]*) value=127.0.0.1 ;; esac
  host=$value at=$host:$port
  case $host in *:*) at="[$host]:$port" ;; esac
}
`;
