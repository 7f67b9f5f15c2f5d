import type { Probe } from '../probe.ts';

/** Counts entries by protocol and state: `tcp ESTABLISHED 12`; a protocol without states is told apart by its reply flag. */
const COUNT_ENTRIES = `awk '
{
  state = "-"
  if ($6 != "" && index($6, "=") == 0 && index($6, "[") == 0) state = $6
  else if (index($0, "[UNREPLIED]")) state = "UNREPLIED"
  else if (index($0, "[ASSURED]")) state = "ASSURED"
  count[$3 " " state]++
}
END { for (key in count) print key, count[key] | "sort" }'`;

export const conntrackProbes: readonly Probe[] = [
  {
    id: 'conntrack-stat',
    area: 'conntrack',
    scope: 'host',
    purpose: 'connection tracking: drops, failed inserts, per CPU',
    readings: 2,
    commands: [
      { files: ['/proc/net/stat/nf_conntrack'] },
      { tool: 'conntrack -S', guard: 'avoid_loading nf_conntrack_netlink' },
    ],
  },
  {
    id: 'conntrack-summary',
    area: 'conntrack',
    scope: 'host',
    purpose: 'how many connections are tracked, by protocol and state; no entry leaves the node',
    seconds: 20,
    commands: [
      {
        guard: '[ -r /proc/net/nf_conntrack ]',
        tool: 'cat /proc/net/nf_conntrack',
        filter: COUNT_ENTRIES,
        label: 'cat /proc/net/nf_conntrack | (count)',
      },
      {
        tool: 'conntrack -L -o extended',
        filter: COUNT_ENTRIES,
        label: 'conntrack -L -o extended | (count)',
        guard: 'avoid_loading nf_conntrack_netlink',
      },
    ],
  },
];
