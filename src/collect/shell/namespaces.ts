/** Shell functions that find the network namespaces of a node, say whose they are, and run the pod part in each. */
export const NAMESPACE_FUNCTIONS = `
# find_namespaces: into $namespaces (inode numbers) and, for each, pids_INODE and name_INODE. One ls for all.
find_namespaces() {
  namespaces='' inode=''
  set -- $(ls -Lid /proc/self/ns/net 2>/dev/null)
  host_inode=\${1:-}
  set +f
  set -- /proc/[0-9]*/ns/net
  named='' folder=/run/netns
  [ -d $folder ] || folder=/var/run/netns
  for file in $folder/*; do
    case \${file##*/} in
      '*') ;;
      *[!A-Za-z0-9_.:@+-]*) problem "a file in $folder has a name with odd characters and was not looked at" ;;
      *) named="$named $file" ;;
    esac
  done
  set -f
  for word in $(ls -Lid "$@" $named 2>/dev/null); do
    if [ -z "$inode" ]; then
      inode=$word
      continue
    fi
    file=$word number=$inode inode=''
    case $number in *[!0-9]*) continue ;; esac
    # Namespaces have numbers of ten digits (PROC_DYNAMIC_FIRST); a smaller one is a file that is left over.
    if [ \${#number} -lt 9 ]; then
      problem "$file is no namespace (left over?)"
      continue
    fi
    case $file in
      /proc/*)
        pid=\${file#/proc/}
        pid=\${pid%%/*}
        # Of the host's processes, which may be thousands, only the daemons are asked for again.
        if [ "$number" = "$host_inode" ]; then
          case "$daemons " in *" $pid:"*) ;; *) continue ;; esac
        fi
        eval "pids_$number=\\"\\\${pids_$number:-} \\$pid\\""
        ;;
      *)
        eval "known=\\\${name_$number:-}"
        [ -n "$known" ] || eval "name_$number=\\$file"
        ;;
    esac
    case " $namespaces " in
      *" $number "*) ;;
      *) namespaces="$namespaces $number" ;;
    esac
  done
  [ -n "$host_inode" ] || problem 'the network namespaces could not be listed (ls /proc/*/ns/net): only the own one was looked at'
}

# describe_namespace INODE: a netns record, and where to enter it, into $door and $pod_pid. Fails when all its processes have ended.
describe_namespace() {
  eval "pids=\\\${pids_$1:-} file=\\\${name_$1:-}"
  pod='' names='' pod_pid='' count=0
  for pid in $pids; do
    count=$((count + 1))
    [ $count -le 8 ] || break
    { read -r comm </proc/$pid/comm; } 2>/dev/null || continue
    [ -n "$pod_pid" ] || pod_pid=$pid
    encode "$comm"
    encoded=\${encoded%%,*}
    case ",$names," in
      *",$encoded,"*) ;;
      *) names="$names\${names:+,}$encoded" ;;
    esac
    [ -n "$pod" ] || find_pod "$pid"
  done
  door=$file
  if [ -z "$door" ]; then
    [ -n "$pod_pid" ] || return 1
    door=/proc/$pod_pid/ns/net
  fi
  encode "\${file##*/}"
  note netns "id=net:[$1] name=$encoded pod=$pod comm=$names"
}

# find_pod PID: the pod's UID from the process's cgroup, into $pod.
find_pod() {
  while read -r line; do
    case $line in
      *[/-]pod[0-9a-f]*)
        uid=\${line##*[/-]pod}
        uid=\${uid%%[/.]*}
        while :; do
          case $uid in *_*) uid=\${uid%%_*}-\${uid#*_} ;; *) break ;; esac
        done
        case $uid in *[!0-9a-f-]* | '') continue ;; esac
        if [ \${#uid} -eq 36 ] || [ \${#uid} -eq 32 ]; then pod=$uid; return 0; fi
        ;;
    esac
  done 2>/dev/null </proc/$1/cgroup
  return 0
}

# find_home PID: the namespace that the process lives in, as outputs name it, into $home.
find_home() {
  home=unknown
  for inode in $namespaces; do
    eval "pids=\\\${pids_$inode:-}"
    case " $pids " in
      *" $1 "*)
        home="net:[$inode]"
        [ "$inode" != "$host_inode" ] || home=host
        return 0
        ;;
    esac
  done
}

# daemons_in INODE: the names of the daemons that live there, into $daemons_here.
daemons_in() {
  daemons_here=''
  [ -n "$1" ] || return 0
  eval "pids=\\\${pids_$1:-}"
  for entry in $daemons; do
    case "$pids " in *" \${entry%%:*} "*) daemons_here="$daemons_here \${entry#*:}" ;; esac
  done
}

# lives_here NAME: does a daemon of that name live in this namespace?
lives_here() {
  case "$daemons_here " in *" $1 "*) return 0 ;; esac
  return 1
}

# look_into_namespaces: the pod part in every namespace but the host's.
look_into_namespaces() {
  looked=0 skipped=0 gone=0
  for inode in $namespaces; do
    [ "$inode" != "$host_inode" ] || continue
    if [ $looked -ge "$max_namespaces" ]; then
      skipped=$((skipped + 1))
      continue
    fi
    looked=$((looked + 1))
    if ! describe_namespace "$inode"; then
      gone=$((gone + 1))
      continue
    fi
    flush
    netns="net:[$inode]"
    daemons_in "$inode"
    enter_namespace
    netns=host
  done
  [ $gone -eq 0 ] || problem "$gone namespaces ended before they could be looked at"
  [ $skipped -eq 0 ] || problem "$skipped of $((looked + skipped)) namespaces were not looked at: the limit is $max_namespaces"
}

enter_namespace() {
  if ! command -v nsenter >/dev/null 2>&1; then
    pods_not_read missing 'nsenter: not found'
    return
  fi
  export netns started deadline nonce measure outputs newline pod_pid daemons_here
  export pod_name="\${file##*/}"
  : >count
  time_limit=$pod_time_limit $pod_limit nsenter -n"$door" sh ./pod.sh </dev/null 2>nsenter.e || :
  if read -r count <count && [ -n "$count" ]; then
    outputs=$count
  else
    reason=''
    read -r reason <nsenter.e
    pods_not_read error "$reason"
  fi
}

# pods_not_read STATUS REASON: what the pod part would have given, each with the reason.
pods_not_read() {
  for id in $pod_probes; do
    begin "$id" 0 0 '' "$id" || continue
    status=$1
    printf '%s\\n' "$2" >>$n.e
    finish
  done
}
`;
