import type { Probe, ShellCommand } from '../probe.ts';
import { httpCommands } from '../shell/http.ts';

/** Of KubeProxyConfiguration, at the beginning of a line. */
const SETTINGS = [
  'mode',
  'clusterCIDR',
  'detectLocalMode',
  'hostnameOverride',
  'healthzBindAddress',
  'metricsBindAddress',
] as const;

/** The few settings that rules read, of kube-proxy's own file: the rest is not asked for. */
const CONFIG: ShellCommand = {
  shell: `
find_kube_proxy
case $proxy_config in
  /*) ;;
  *)
    no_because 'absent: no kube-proxy process of this node has --config'
    return
    ;;
esac
label="grep ${SETTINGS.join(', ')} /proc/$proxy_pid/root$proxy_config"
limited grep -E '^(${SETTINGS.join('|')}):' "/proc/$proxy_pid/root$proxy_config"`,
  label: `grep ${SETTINGS.join(', ')} (the file of kube-proxy --config)`,
  needs: ['grep'],
};

/** Of some hundred metrics those that rules read. */
const KEPT_METRICS =
  '^(kubeproxy_sync_proxy_rules_(last_|iptables_(partial_)?restore_failures|nftables_sync_failures|no_local_endpoints|[a-z]+_changes_pending)|kubeproxy_proxy_(healthz|livez)_total|process_start_time_seconds)';

const asked = (id: string, find: string, port: number, path: string, purpose: string, keep?: string): Probe => ({
  id,
  area: 'daemons',
  scope: 'host',
  purpose,
  seconds: 6,
  commands: httpCommands({ find, port, path, ...(keep === undefined ? {} : { keep }) }),
});

const HEALTH = 'kube_proxy_at healthz-bind-address healthzBindAddress 10256';
const METRICS = 'kube_proxy_at metrics-bind-address metricsBindAddress 10249';

export const kubeProxyProbes: readonly Probe[] = [
  {
    id: 'kube-proxy-config',
    area: 'daemons',
    scope: 'host',
    purpose: 'what kube-proxy takes for its mode, its pods and its node',
    accept: [1],
    commands: [CONFIG],
  },
  asked('kube-proxy-healthz', HEALTH, 10256, '/healthz', 'whether kube-proxy still writes its rules'),
  asked('kube-proxy-livez', HEALTH, 10256, '/livez', 'the same, whether or not the node is about to be removed'),
  asked('kube-proxy-mode', METRICS, 10249, '/proxyMode', 'the back end that kube-proxy uses'),
  asked('kube-proxy-metrics', METRICS, 10249, '/metrics', 'failures and times of the last sync', KEPT_METRICS),
];

export const KUBE_PROXY_FUNCTIONS = `
# find_kube_proxy: the first kube-proxy of this node into $proxy_pid and its --config into $proxy_config; looked for once.
find_kube_proxy() {
  [ -z "\${proxy_looked:-}" ] || return 0
  proxy_looked=yes proxy_pid='' proxy_config=''
  for entry in $daemons; do
    [ "\${entry#*:}" = kube-proxy ] || continue
    find_home "\${entry%%:*}"
    [ "$home" = host ] || continue
    proxy_pid=\${entry%%:*}
    proxy_flag config
    proxy_config=$value
    return 0
  done
}

# proxy_flag NAME: the value of a flag of kube-proxy into $value.
proxy_flag() {
  value=''
  [ -z "$proxy_pid" ] || flag_of "$proxy_pid" "$1"
}

# kube_proxy_at FLAG SETTING PORT: the address of one of its HTTP servers, for a client on this node, into $at, the host of it into $host.
kube_proxy_at() {
  find_kube_proxy
  proxy_flag "$1"
  if [ -z "$value" ]; then
    case $proxy_config in
      /*) value=$(limited grep -E "^$2:" "/proc/$proxy_pid/root$proxy_config") ;;
    esac
    value=\${value#*:}
    value=\${value# }
    value=\${value#[\\"\\']}
    value=\${value%[\\"\\']}
  fi
  case $value in *[!][0-9A-Fa-f.:]*) value='' ;; esac
  host=$value port=$3
  case $value in
    \\[*\\]:*) host=\${value%]:*} host=\${host#[} port=\${value##*:} ;;
    *:*:*) ;;
    *:*) host=\${value%:*} port=\${value##*:} ;;
  esac
  case $host in '' | 0.0.0.0) host=127.0.0.1 ;; ::) host=::1 ;; esac
  case $port in '' | *[!0-9]*) port=$3 ;; esac
  if [ "$port" = 0 ]; then
    no_because "absent: kube-proxy runs with --$1 $value"
    return
  fi
  case $host in *:*) at="[$host]:$port" ;; *) at=$host:$port ;; esac
}
`;
