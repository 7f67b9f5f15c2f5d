import type { Probe } from '../probe.ts';

const MIB = 1024 * 1024;
/** 150,000 rules take iptables-nft-save 12 to 18 s of CPU and print 17 MB; a busy machine makes a minute of it. */
const SLOW = { seconds: 120, cap: 96 * MIB };

/** nft passes its arguments to its own parser, so only names of plain characters are given to it. */
const READ_NFT_TABLES = `
[ "$status" != ok ] || nft_known=yes
nft_native='' nft_owned4='' nft_owned6=''
while read -r word family table; do
  [ "$word" = table ] || continue
  case $family in
    ip | ip6 | inet | arp | bridge | netdev) ;;
    *) continue ;;
  esac
  case "$family $table" in
    'ip filter' | 'ip nat' | 'ip mangle' | 'ip raw' | 'ip security') nft_owned4="$nft_owned4 $table" ;;
    'ip6 filter' | 'ip6 nat' | 'ip6 mangle' | 'ip6 raw' | 'ip6 security') nft_owned6="$nft_owned6 $table" ;;
    *) nft_native="$nft_native$family $table$newline" ;;
  esac
done <$n.o`;

/** A table of an iptables name that iptables-nft does not understand is listed by nft instead. */
const foreign = (family: 'ip' | 'ip6'): string => `
if [ -n "$nft_owned${family === 'ip' ? 4 : 6}" ]; then
  marker="is incompatible, use 'nft' tool"
  incompatible=$(grep -F "$marker" $n.o $n.e)
  for table in $nft_owned${family === 'ip' ? 4 : 6}; do
    case $incompatible in *"\\\`$table' $marker"*) nft_native="\${nft_native}${family} $table$newline" ;; esac
  done
fi`;

const LIST_NATIVE_TABLES = `
code=0
while read -r family table; do
  [ -n "$family" ] || continue
  case $table in
    *[!A-Za-z0-9_./-]* | [!A-Za-z_.]*)
      printf 'table %s has a name with odd characters and was not listed\\n' "$family" >&2
      code=1
      continue
      ;;
  esac
  limited nft -j list table "$family" "$table" || limited nft list table "$family" "$table" || code=$?
done <<END
$nft_native
END
return $code`;

const nftSave = (family: 4 | 6): Probe => {
  const name = family === 4 ? 'iptables' : 'ip6tables';
  return {
    id: `iptables-nft-save${family}`,
    area: 'netfilter',
    scope: 'both',
    purpose: `IPv${family} rules made with iptables over nf_tables`,
    ...SLOW,
    guard: `iptables_nft_possible ${family}`,
    commands: [
      { tool: `${name}-nft-save -c` },
      { tool: `xtables-nft-multi ${name}-save -c` },
      { tool: `${name}-save -c`, guard: `is_back_end ${name}-save nft` },
    ],
    after: foreign(family === 4 ? 'ip' : 'ip6'),
  };
};

const legacyTables = (family: 4 | 6): Probe => {
  const names = `/proc/net/ip${family === 4 ? '' : '6'}_tables_names`;
  return {
    id: `iptables-legacy-tables${family}`,
    area: 'netfilter',
    scope: 'both',
    purpose: `which legacy IPv${family} tables exist; looked at before any tool, since the tools create them`,
    guard: `[ -e ${names} ] || no_because 'absent: no ${names}, so no legacy table'`,
    commands: [{ shell: `while read -r table; do printf '%s\\n' "$table"; done <${names}`, label: `cat ${names}` }],
  };
};

const legacySave = (family: 4 | 6): Probe => {
  const name = family === 4 ? 'iptables' : 'ip6tables';
  return {
    id: `iptables-legacy-save${family}`,
    area: 'netfilter',
    scope: 'both',
    purpose: `IPv${family} rules in the legacy back end; only run when a table exists`,
    ...SLOW,
    guard: `legacy_tables /proc/net/ip${family === 4 ? '' : '6'}_tables_names`,
    commands: [
      { tool: `${name}-legacy-save -c` },
      { tool: `xtables-legacy-multi ${name}-save -c` },
      { tool: `${name}-save -c`, guard: `is_back_end ${name}-save legacy` },
    ],
  };
};

export const netfilterProbes: readonly Probe[] = [
  legacyTables(4),
  legacyTables(6),
  legacySave(4),
  legacySave(6),
  {
    id: 'nft-tables',
    area: 'netfilter',
    scope: 'both',
    purpose: 'names of all nft tables',
    seconds: 60,
    guard: "needs_module nf_tables 'nft table'",
    // `nft list tables` reads every rule first (10 s where there are 150,000); a list of sets without their elements names each
    // table too, and takes 3 ms.
    commands: [
      {
        tool: 'nft -t list sets',
        label: 'nft -t list sets | (names of tables)',
        filter: `sed -n 's/^\\(table .*\\) {.*$/\\1/p'`,
      },
      { tool: 'nft list tables' },
    ],
    podCommands: [{ tool: 'nft list tables' }],
    after: READ_NFT_TABLES,
  },
  nftSave(4),
  nftSave(6),
  {
    id: 'nft-ruleset',
    area: 'netfilter',
    scope: 'both',
    purpose: 'native nft tables (kube-proxy, flannel, firewalld, hand-made), without those of iptables-nft',
    seconds: 60,
    cap: 64 * MIB,
    guard: 'native_tables',
    commands: [{ shell: LIST_NATIVE_TABLES, label: 'nft -j list table FAMILY NAME', needs: ['nft'] }],
  },
  {
    id: 'ipset',
    area: 'netfilter',
    scope: 'both',
    purpose: 'sets that rules match against',
    seconds: 30,
    cap: 16 * MIB,
    guard: "needs_module ip_set 'ipset'",
    commands: [{ tool: 'ipset save' }],
  },
  {
    id: 'ipvs',
    area: 'netfilter',
    scope: 'host',
    purpose: 'IPVS services (kube-proxy in mode ipvs)',
    cap: 32 * MIB,
    commands: [{ files: ['/proc/net/ip_vs'] }],
  },
];

/** Guards of this area. */
export const NETFILTER_FUNCTIONS = `
# iptables_nft_possible 4|6: no, when there is no table of iptables in nf_tables; or when asking could load a module.
iptables_nft_possible() {
  needs_module nf_tables 'nft table' || return 1
  tables=''
  if [ "$nft_known" = yes ]; then
    eval "tables=\\$nft_owned$1"
    [ -n "$tables" ] || no_because "absent: no IPv$1 table of iptables in nf_tables" || return 1
  fi
  module_ready nft_compat && return 0
  # No rule can need xtables then; nft prints these tables as they are.
  for table in $tables; do
    case $1 in 4) nft_native="\${nft_native}ip $table$newline" ;; 6) nft_native="\${nft_native}ip6 $table$newline" ;; esac
  done
  no_because 'not run: it could load the kernel module nft_compat; the tables are in nft-ruleset'
}

# is_back_end TOOL nft|legacy: which back end a plain iptables-save talks to; before version 1.8 there is only legacy.
is_back_end() {
  command -v "$1" >/dev/null 2>&1 || return 0
  case $(readlink -f "$(command -v "$1")" 2>/dev/null) in
    *nft*) back_end=nft ;;
    *) back_end=legacy ;;
  esac
  [ $back_end = "$2" ] && return 0
  printf '%s belongs to the back end %s\\n' "$1" $back_end >>$n.e
  [ -n "$status" ] || status=missing
  return 1
}

native_tables() {
  needs_module nf_tables 'nft table' || return 1
  if [ "$nft_known" != yes ]; then
    no_because 'not run: the names of the tables are not known (nft-tables)'
  elif [ -z "$nft_native" ]; then
    no_because 'absent: no native nft table'
  fi
}
`;
