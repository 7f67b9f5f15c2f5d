import { WORK_FOLDER } from './container.ts';

/**
 * Shell text for a container that looks at its node: it goes into the mount namespace of the node's first process, runs the probe script
 * there with the node's own tools, and prints what comes as armoured text (log-armour.ts reads it). Of the image it needs a POSIX shell, and
 * nsenter or chroot; base64, gzip, cksum, cat and sleep are taken from it where it has them, else from the node.
 *
 * The text is printed only once all of it is there, so that neither stderr nor a rotation by the kubelet cuts it in many places.
 */
const IN_POD_FUNCTIONS = `
for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin /run/current-system/sw/bin; do
  case :$PATH: in *:$folder:*) ;; *) PATH=$PATH:$folder ;; esac
done
LC_ALL=C
export PATH LC_ALL
unset LD_LIBRARY_PATH LD_PRELOAD TMPDIR ENV BASH_ENV
# The pod's own volume, by the name that it has for a process in the node's mount namespace.
[ ! -d ${WORK_FOLDER} ] || export TMPDIR="/proc/$$/root${WORK_FOLDER}"

have() { command -v "$1" >/dev/null 2>&1; }

# fail WORD TEXT: the log of a container that could not look at its node.
fail() {
  printf 'netlint-log-failed %s %s %s\\n' "$nonce" "$1" "$2"
  exit 1
}

# find_door: how to come to the node's files, into $door. The second way is for images without nsenter. The shell has its full name:
# a busybox nsenter would take its own applet for "sh".
find_door() {
  why=''
  for door in 'nsenter -t 1 -m --' 'chroot /proc/1/root'; do
    have "\${door%% *}" || continue
    said=$($door /bin/sh -c 'exit 77' 2>&1)
    code=$?
    [ $code -ne 77 ] || return 0
    why="$why$door: exit code $code, $said. "
  done
  fail door "\${why:-the image has neither nsenter nor chroot}"
}

# tool NAME ARGUMENT...: the image's, else the node's.
tool() {
  if have "$1"; then "$@"; else $door "$@"; fi
}

has() { have "$1" || $door /bin/sh -c "command -v $1" >/dev/null 2>&1; }

choose_tools() {
  pack=none armour=hex width=0
  ! has gzip || pack=gzip
  if has base64; then
    armour=base64 width=76
    if printf x | tool base64 -w 4000 >/dev/null 2>&1; then width=4000; fi
  elif has od; then
    width=0
  else
    fail tools 'neither the image nor the node has base64 or od'
  fi
  if [ "$packing" = gzip ] && { [ $pack != gzip ] || [ $armour != base64 ]; }; then
    fail unpack 'neither the image nor the node has base64 and gzip'
  fi
}

unpacked() {
  if [ "$packing" = gzip ]; then
    printf '%s\\n' "$script" | tool base64 -d | tool gzip -dc
  else
    printf '%s\\n' "$script"
  fi
}

# run_probe: ends it the hard way when it hangs (a tool that waits for a dead disk), so that what it sent until then is not lost.
run_probe() {
  unpacked | {
    # A background process has no stdin but what it is given by number.
    exec 6<&0
    $door /bin/sh -s -- $options <&6 6<&- &
    probe=$!
    ( trap 'kill $sleeper; exit' TERM; tool sleep "$patience" & sleeper=$!; wait $sleeper && kill -9 $probe ) >/dev/null 2>&1 5>&- 6<&- &
    watch=$!
    exec 6<&-
    wait $probe
    code=$?
    kill $watch 2>/dev/null
    exit $code
  }
}

packed() { if [ $pack = gzip ]; then tool gzip -c; else tool cat; fi; }

armoured() {
  if [ $armour = hex ]; then tool od -An -v -tx1
  elif [ $width = 4000 ]; then tool base64 -w 4000
  else tool base64
  fi
}

# take_frame: one look at the node, into $body, and what there is to say about it into $about.
take_frame() {
  body=$(run_probe | packed | armoured)
  about="pack=$pack armour=$armour width=$width bytes=\${#body} sum=-"
  if has cksum; then
    about="\${about%-}$(printf '%s' "$body" | tool cksum)"
    about="\${about%% [0-9]*}"
  fi
}

# print_frame NONCE: in one go.
print_frame() {
  printf 'netlint-log 1 %s %s\\n%s\\nnetlint-log-end %s %s\\n' "$1" "$about" "$body" "$1" "$about"
}

# The pod shares the node's PIDs, so the runtime kills what is left as soon as this shell ends: on TERM it has to wait until the probe
# has removed its temporary folder. "read" sees the end of its input when the last process that has number 5 open is gone.
stop() {
  trap '' TERM INT
  kill -TERM 0
  wait $working
  exit 143
}

# run_until_done FUNCTION
run_until_done() {
  find_door
  choose_tools
  exec 7>&1
  { "$1"; echo done >&5; } 5>&1 >&7 | ( trap '' TERM INT; read -r word ) &
  working=$!
  trap stop TERM INT
  wait $working
}
`;

/**
 * For a Job's container: one look. Arguments: nonce, how the script is packed (`gzip` in base64, or `plain`), the script, seconds after
 * which it is ended the hard way, options of the script.
 */
export const ONE_LOOK = `nonce=$1 packing=$2 script=$3 patience=$4
shift 4
options="$*"
${IN_POD_FUNCTIONS}
look() {
  take_frame
  print_frame "$nonce"
}

run_until_done look
`;

/**
 * For the DaemonSet's container: a look every so often, for ever. Arguments: how the script is packed, the script, seconds after which
 * it is ended the hard way, seconds between two looks, options of the script.
 */
export const AGENT_LOOP = `packing=$1 script=$2 patience=$3 interval=$4 nonce=agent
shift 4
options="$*"
${IN_POD_FUNCTIONS}
loop() {
  while :; do
    take_frame
    read -r nonce </proc/sys/kernel/random/uuid
    print_frame "\${nonce%%-*}"
    tool sleep "$interval"
  done
}

run_until_done loop
`;
