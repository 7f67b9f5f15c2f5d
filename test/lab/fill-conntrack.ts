/**
 * Shell lines that fill a machine's conntrack table with entries that the kernel may not throw out: assured, and UDP. `count` is an arithmetic
 * expression over the kernel's limit, `max`. What is there before has to go first: in a full table the kernel makes room by dropping connections
 * that are about to end.
 */
const fill = (count: string): string => `
  max=$(cat /proc/sys/net/netfilter/nf_conntrack_max)
  conntrack -F 2>/dev/null
  perl -e 'for (1 .. $ARGV[0]) {
    printf "-I -p udp -s 198.18.%d.%d -d 198.19.%d.%d --sport %d --dport 9 -t 600 -u SEEN_REPLY,ASSURED\\n",
      ($_ >> 8) & 255, $_ & 255, ($_ >> 8) & 255, $_ & 255, 1024 + ($_ >> 16)
  }' "$((${count}))" | conntrack -R - >/dev/null 2>&1 || true`;

/** Up to the limit. */
export const fillConntrack = fill('max + 2000');

export const nearlyFillConntrack = fill('max * 97 / 100');
