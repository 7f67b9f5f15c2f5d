/** The outer part of the node script: options, the temporary folder, the first and the last line. */
export interface MainText {
  readonly netlint: string;
  readonly options: ScriptOptions;
  /** All functions, written to a file so that a shell in another namespace can read them too. */
  readonly parts: string;
}

export interface ScriptOptions {
  /** Seconds between the two readings of counters; 0: only one reading. */
  readonly sample: number;
  /** Kernel messages older than this uptime in seconds are left out; 0 takes all. */
  readonly logSince: number;
  readonly maxNamespaces: number;
  /** Seconds after which nothing new is begun. */
  readonly budget: number;
}

export const DEFAULT_OPTIONS: ScriptOptions = { sample: 2, logSince: 0, maxNamespaces: 256, budget: 300 };

export const mainText = ({ netlint, options, parts }: MainText): string => `#!/bin/sh
# netlint node probe, made by netlint ${netlint}.
#
# Prints what the network stack of this machine looks like, as text with a checksum for every part
# (docs/probe-format.md). Run it as root on the node, and keep what it prints:
#     sh this-file >node.probe            (or: | gzip >node.probe.gz)
# It needs a shell, the usual small tools, and whatever of ip, nft, ss, ... is there; what is missing is noted.
# It changes nothing: no command is run that creates a table or loads a kernel module; its only files are in a temporary
# folder, which it removes. It reads no environment of processes, no Secrets, and of command lines only the listed flags.
#
# Options: --sample SECONDS          between the two readings of counters, 0 for one reading   (${options.sample})
#          --log-since SECONDS       leave out kernel messages older than this uptime          (${options.logSince})
#          --max-namespaces N        look into so many network namespaces                      (${options.maxNamespaces})
#          --budget SECONDS          begin nothing new after that time                         (${options.budget})

netlint_probe() {
  sample=${options.sample} log_since=${options.logSince} max_namespaces=${options.maxNamespaces} budget=${options.budget}
  while [ $# -gt 0 ]; do
    case \${2:-} in
      '' | *[!0-9]*)
        printf 'netlint probe: %s needs a number\\n' "$1" >&2
        return 2
        ;;
    esac
    case $1 in
      --sample) sample=$2 ;;
      --log-since) log_since=$2 ;;
      --max-namespaces) max_namespaces=$2 ;;
      --budget) budget=$2 ;;
      *)
        printf 'netlint probe: unknown option %s\\n' "$1" >&2
        return 2
        ;;
    esac
    shift 2
  done

  # The same words and numbers on every node; no proxy on the way to loopback; one unit for ulimit -f in every shell.
  LC_ALL=C HOME=/ no_proxy='*'
  export LC_ALL HOME no_proxy
  unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY CDPATH ENV BASH_ENV IFS
  [ -z "\${BASH_VERSION:-}" ] || set -o posix
  case :$PATH: in
    *sbin*) ;;
    *) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin ;;
  esac
  umask 077
  set +eu
  set -f

  # A signal between the making of the folder and the trap that removes it would leave it behind.
  signalled=''
  trap 'signalled=yes' HUP INT TERM
  for place in "\${TMPDIR:-/tmp}" /tmp /run /dev/shm /var/tmp; do
    own_folder=$(trap '' HUP INT TERM; mktemp -d "$place/netlint.XXXXXXXXXX" 2>/dev/null) && break
    own_folder=''
  done
  if [ -z "$own_folder" ] || ! cd "$own_folder"; then
    printf 'netlint probe: no temporary folder could be made in /tmp, /run, /dev/shm or /var/tmp (mktemp -d)\\n' >&2
    return 1
  fi
  readonly own_folder
  trap 'tidy_up' EXIT
  trap 'interrupted' HUP INT TERM
  trap 'exit 1' PIPE
  [ -z "$signalled" ] || exit 1

  cat >parts.sh <<'NETLINT_PARTS'
${parts}
NETLINT_PARTS
  printf '. ./parts.sh\\npod_part\\n' >pod.sh
  . ./parts.sh
  host_part
}

# The folder has files only: nothing is removed recursively.
tidy_up() {
  cd "$own_folder" || return
  set +f
  rm -f ./*
  cd /
  rmdir "$own_folder"
}

netlint_probe "$@"
exit
`;

export const HOST_FUNCTIONS = `
# Both parts begin so.
prepare() {
  newline='
'
  n=0 records='' caps='' nft_known=no nft_native='' nft_owned4='' nft_owned6=''
  printf '\\n' >newline
  exec 3>&1
}

prepare_host() {
  prepare
  netns=host outputs=0 nonce=\${own_folder##*.} pod_pid='' pod_name=''
  now
  started=$now
  deadline=$((started + budget * 100))
  choose_timeout
  measure=cksum
  if ! command -v cksum >/dev/null 2>&1; then
    measure=measure_sizes
  fi
  taken=$(date -u +%Y-%m-%dT%H:%M:%SZ 2>/dev/null) || taken=-
}

first_line() {
  first="netlint-frame 1 nonce=$nonce netlint=$1 taken=\${taken:--}"
  sum=-
  if [ $measure = cksum ]; then
    sum=$(printf '%s\\n' "$first" | cksum)
    sum=\${sum%% *}
  fi
  printf '%s cksum=%s\\n' "$first" "$sum" >first
  cat first >&3 || exit 1
}

# Waits until the first reading is old enough.
wait_for_sample() {
  now
  rest=$((sample - (now - started) / 100))
  [ $rest -le 0 ] || sleep $rest
}

last_line() {
  note end "outputs=$outputs"
  flush
}

interrupted() {
  trap '' HUP INT TERM
  set -- $records
  n=$#
  problem 'stopped by a signal before the end'
  last_line
  exit 1
}
`;
