/**
 * Shell functions that keep the script from changing anything. Asking the kernel about a subsystem that is not loaded makes it load
 * the module (request_module in net/netlink/af_netlink.c, net/netfilter/nfnetlink.c, net/core/sock_diag.c), so every command that
 * talks to one is guarded by a look at what is loaded.
 */
export const GUARD_MODULES = [
  'nf_tables',
  'nft_compat',
  'ip_set',
  'nf_conntrack_netlink',
  'inet_diag',
  'tcp_diag',
  'udp_diag',
] as const;

export const GUARD_FUNCTIONS = `
# Once, in the host part: what is loaded, and whether anything can be loaded at all.
look_at_modules() {
  modules='' built_in='' loadable=yes
  if [ ! -e /proc/modules ]; then
    loadable=no
  else
    # Not with read: it asks for one byte at a time, and a file of /proc/sys answers only the first time.
    [ "$(cat /proc/sys/kernel/modules_disabled 2>/dev/null)" != 1 ] || loadable=no
    modules=$(cut -d ' ' -f 1 /proc/modules 2>/dev/null)
    list=/lib/modules/$(uname -r)/modules.builtin
    built_in=unreadable
    if [ -r "$list" ]; then
      built_in=$(grep -E '/(${GUARD_MODULES.join('|')})[.]ko' "$list")
    fi
  fi
  export modules built_in loadable
}

# module_ready NAME: is it there already, so that asking for it loads nothing?
module_ready() {
  [ "$loadable" = yes ] || return 0
  case "$newline$modules$newline" in *"$newline$1$newline"*) return 0 ;; esac
  [ ! -d "/sys/module/$1" ] || return 0
  case "$built_in" in */"$1".ko*) return 0 ;; esac
  return 1
}

# needs_module NAME WHAT: no, when it is not loaded; then there is no WHAT either.
needs_module() {
  module_ready "$1" && return 0
  if [ "$built_in" = unreadable ]; then
    no_because "not run: $1 is not in /proc/modules, whether it is built in could not be seen, and asking for it could load it"
  else
    no_because "absent: the kernel module $1 is not loaded, so there is no $2"
  fi
}

# avoid_loading NAME...: no, when running the command could load one of these; that says nothing about what it would have shown.
avoid_loading() {
  for module in "$@"; do
    module_ready "$module" && continue
    no_because "not run: it could load the kernel module $module"
    return 1
  done
}

# legacy_tables FILE: no, when the file lists no table; the tools create a table that they are asked about.
legacy_tables() {
  table='' opened=no
  if [ ! -e "$1" ]; then
    no_because "absent: no $1, so no legacy iptables table"
    return
  fi
  # Not with test -r: that of busybox looks at the mode only.
  { opened=yes && read -r table; } 2>/dev/null <"$1"
  if [ $opened = no ]; then
    no_because "not run: $1 cannot be read"
  elif [ -z "$table" ]; then
    no_because "absent: $1 lists no table"
  fi
}
`;
