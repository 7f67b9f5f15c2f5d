/**
 * Shell functions that write records of the frame (docs/probe-format.md). To keep forks few, records are gathered in files (`1.m`
 * the header's fields, `1.o` stdout, `1.e` stderr, …) and sent in batches: one `cksum` and one `cat` for a batch.
 * The current folder is the script's own temporary one.
 */
export const RECORD_FUNCTIONS = `
# Uptime in hundredths of a second, without a fork.
now() {
  now=0
  { read -r up rest </proc/uptime; } 2>/dev/null || return 0
  now=\${up%.*}\${up#*.}
  while :; do
    case $now in 0?*) now=\${now#0} ;; *) break ;; esac
  done
}

# encode TEXT: into $encoded, as %XX whatever could break a line apart.
encode() {
  encoded=
  case $1 in
    *[!A-Za-z0-9_.,:/@=+-]*) ;;
    *) encoded=$1; return 0 ;;
  esac
  uncoded=$1
  while [ -n "$uncoded" ] && [ \${#encoded} -lt 600 ]; do
    others=\${uncoded#?}
    char=\${uncoded%"$others"}
    uncoded=$others
    case $char in
      [A-Za-z0-9_.,:/@=+-]) encoded=$encoded$char ;;
      *) encoded=$encoded$(printf '%%%02X' $(($(printf '%d' "'$char") & 255))) ;;
    esac
  done
}

# begin ID SECONDS CAP ACCEPT LABEL [READING]: opens the files of the next record; CAP in blocks of 512 bytes.
# Says no when the time for the whole script is over.
begin() {
  id=$1 seconds=$2 cap=$3 accept=$4 label=$5 reading=\${6:-} status='' exit=-
  n=$((n + 1))
  : >$n.o
  : >$n.e
  now
  began=$now
  [ "$now" -le "$deadline" ] && return 0
  no_because "not run: the time for the whole probe was used up"
  finish
  return 1
}

# no_because REASON: this command is not run. "absent: ..." means that somebody looked and there is nothing to read.
no_because() {
  printf '%s\\n' "$1" >>$n.e
  status=skipped
  return 1
}

# nothing_at PATH REASON: there is nothing at the path. "absent" only if the folders on the way could be searched.
nothing_at() {
  where=$1
  while where=\${where%/*} && [ -n "$where" ]; do
    [ -d "$where" ] || continue
    [ -x "$where" ] && [ -r "$where" ] && break
    no_because "not run: $where cannot be read"
    return 1
  done
  no_because "absent: $2"
}

# use LABEL TOOL: can the tool be run here? Its path into $tool: a busybox shell would take its own applet for the name.
use() {
  find_tool "$2"
  if [ -n "$tool" ]; then
    label=$1
    return 0
  fi
  printf '%s: not found\\n' "$2" >>$n.e
  [ -n "$status" ] || status=missing
  return 1
}

find_tool() {
  tool=''
  IFS=:
  for place in $PATH; do
    if [ -f "$place/$1" ] && [ -x "$place/$1" ]; then
      tool=$place/$1
      break
    fi
  done
  unset IFS
  if [ -z "$tool" ] && command -v "$1" >/dev/null 2>&1; then tool=$1; fi
}

# finish: closes the record.
finish() {
  now
  [ "$status" != skipped ] || exit=-
  ms=$(((now - began) * 10))
  caps="$caps $cap"
  head="id=$id netns=$netns"
  tail="exit=$exit ms=$ms at=$(((began - started) * 10))\${reading:+ reading=$reading} command=$label"
  if ! { printf '%s\\n' "$head status=\${status:-error} $tail" >$n.m; } 2>/dev/null; then
    # No room left: what the tool wrote may have been cut without a word.
    : >$n.o
    printf 'no space left in %s: what was printed could not be kept\\n' "$PWD" >$n.e
    printf '%s\\n' "$head status=error $tail" >$n.m
  fi
  records="$records output"
  outputs=$((outputs + 1))
  [ "$n" -lt 32 ] || flush
}

# note KIND FIELDS: a record without data.
note() {
  n=$((n + 1))
  : >$n.o
  : >$n.e
  printf '%s\\n' "$2" >$n.m
  caps="$caps 0"
  records="$records $1"
  [ "$n" -lt 32 ] || flush
}

problem() {
  encode "$1"
  note problem "text=$encoded"
}

# flush: sends the records that were gathered.
flush() {
  [ "$n" -gt 0 ] || return 0
  files='' i=0
  while [ $i -lt "$n" ]; do
    i=$((i + 1))
    files="$files $i.m"
    [ ! -s $i.o ] || files="$files $i.o"
    [ ! -s $i.e ] || files="$files $i.e"
  done
  sizes=$($measure $files 2>/dev/null)
  i=0
  send=''
  for kind in $records; do
    i=$((i + 1))
    cap=\${caps# }
    caps=\${cap#* }
    cap=\${cap%% *}
    take "$i.m" && meta_sum=$sum
    size=0 sum=4294967295
    [ ! -s $i.o ] || take "$i.o"
    out=$size out_sum=$sum
    size=0 sum=4294967295
    [ ! -s $i.e ] || take "$i.e"
    if [ "$cap" -gt 0 ] && [ "$out" -ge $((cap * 512)) ]; then
      capped
    fi
    printf '%s' "netlint-$kind $nonce out=$out err=$size cksum=$meta_sum,$out_sum,$sum " >$i.h
    send="$send $i.h $i.m"
    [ "$out" -eq 0 ] || send="$send $i.o"
    [ "$size" -eq 0 ] || send="$send $i.e"
    send="$send newline"
  done
  n=0 records='' caps=''
  # Not to stdout: a signal may come while that is a command's file.
  cat $send >&3 || exit 1
}

# take FILE: the next line of $sizes, "SUM SIZE FILE", into $sum and $size.
take() {
  line=\${sizes%%"$newline"*}
  sizes=\${sizes#*"$newline"}
  set -- $line
  sum=\${1:--} size=\${2:-0}
}

# The output reached its cap (RLIMIT_FSIZE stopped it there): its status says so, whatever the tool thought.
capped() {
  read -r line <$i.m
  printf '%s\\n' "\${line%% status=*} status=capped exit=\${line#* exit=}" >$i.m
  meta_sum=$($measure $i.m)
  meta_sum=\${meta_sum%% *}
}

# For a node without cksum: sizes alone.
measure_sizes() {
  for file in "$@"; do
    printf -- '- %s %s\\n' $(wc -c <"$file") "$file"
  done
}
`;
