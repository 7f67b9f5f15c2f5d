/** Shell functions that run one command with its time limit and its output cap, and keep what it says. */
export const RUN_FUNCTIONS = `
# limited COMMAND...: with the time limit of the record and, when stdout is a file, the cap on its size. stderr goes to the record;
# what the shell itself says of a process that was ended goes nowhere.
limited() {
  if [ -z "$time_limit" ]; then
    watched "$@" 2>/dev/null
  else
    timed "$@" 2>/dev/null
  fi
}

timed() {
  (
    trap '' XFSZ
    ulimit -c 0
    ulimit -f "$cap"
    [ "$time_limit" = outside ] || exec $time_limit "$seconds" "$@"
    exec "$@"
  ) </dev/null 2>>$n.e 3>&-
}

# run TOOL ARGUMENT...: the tool that "use" found; fails when the command failed and printed nothing, so that the next one is tried.
run() {
  shift
  limited "$tool" "$@" >$n.o
  settle $?
}

# run_filtered FILTER TOOL ARGUMENT...: the same, and only what the filter lets through is kept.
run_filtered() {
  filter=$1
  shift 2
  { limited "$tool" "$@"; printf '%s\\n' $? >code; } | $filter >$n.o 2>>$n.e
  filtered=$?
  read -r exit <code
  # A filter that is missing or fails leaves nothing, which must not look like an empty answer.
  [ "$exit" -ne 0 ] || exit=$filtered
  settle "$exit"
}

# run_own FUNCTION: a command that is shell text of this script.
run_own() {
  status=''
  $1 >$n.o 2>>$n.e </dev/null
  exit=$?
  [ "$status" != skipped ] || return 1
  settle $exit
}

settle() {
  exit=$1
  now
  if [ "$exit" -eq 124 ] || [ "$deadline" -eq 0 ] || { [ "$exit" -ge 137 ] && [ $((now - began)) -ge $((seconds * 100)) ]; }; then
    status=timeout
    printf 'stopped after %s s\\n' $(((now - began) / 100)) >>$n.e
    return 0
  fi
  status=ok
  [ "$exit" -ne 0 ] || return 0
  case " $accept " in *" $exit "*) return 0 ;; esac
  status=error
  [ -s $n.o ]
}

# print_files FILE...: those that are there, one after another.
print_files() {
  there=''
  for file in "$@"; do
    [ ! -e "$file" ] || there="$there $file"
  done
  if [ -z "$there" ]; then
    nothing_at "$1" "no $*"
    return 1
  fi
  label="cat$there"
  exit=0
  ( trap '' XFSZ; ulimit -f "$cap"; exec cat $there ) >$n.o 2>>$n.e || exit=$?
  settle $exit
}

# Without a timeout command: a second process ends the first one when it takes too long.
watched() {
  ( trap '' XFSZ; ulimit -c 0; ulimit -f "$cap"; exec "$@" ) </dev/null 2>>$n.e 3>&- &
  command_pid=$!
  (
    left=$seconds
    while [ "$left" -gt 0 ] && sleep 1 && kill -0 $command_pid; do left=$((left - 1)); done
    [ "$left" -gt 0 ] || kill -9 $command_pid
  ) >/dev/null 2>&1 3>&- &
  watch_pid=$!
  wait $command_pid
  code=$?
  kill $watch_pid
  wait $watch_pid
  return $code
}

# Which form of timeout this node has: coreutils, new or old busybox, none. That of coreutils ends a whole group of processes, so
# that in other namespaces one for all commands is enough (some hundred forks on a node full of pods).
choose_timeout() {
  time_limit='' pod_time_limit='' pod_limit=''
  command -v timeout >/dev/null 2>&1 || return 0
  if timeout --foreground -k 2 5 true 2>/dev/null; then
    time_limit='timeout -k 2' pod_time_limit=outside pod_limit='timeout -k 5 60'
    return
  fi
  if timeout -k 2 5 true 2>/dev/null; then
    time_limit='timeout -k 2'
  elif timeout 5 true 2>/dev/null; then
    time_limit=timeout
  elif timeout -t 5 true 2>/dev/null; then
    time_limit='timeout -t'
  fi
  pod_time_limit=$time_limit
}
`;
