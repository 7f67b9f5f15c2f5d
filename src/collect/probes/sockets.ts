import type { Probe, ProbeCommand } from '../probe.ts';

/** The kernel loads these when ss asks (sock_load_diag_module in net/core/sock.c). */
const SOCK_DIAG = 'avoid_loading inet_diag tcp_diag udp_diag';

/** Listening and unconnected sockets only (states 0A and 07), with each file's heading. */
const FROM_PROC: ProbeCommand = {
  shell:
    "limited grep -hsE '^ *sl |^ *[0-9]+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4} (0A|07) ' /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6",
  label: 'grep (listening) /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6',
  needs: ['grep'],
};

export const socketProbes: readonly Probe[] = [
  {
    id: 'sockets',
    area: 'sockets',
    scope: 'both',
    purpose: 'listening sockets, on the node with the name of the process',
    commands: [{ tool: 'ss -Hlntup', guard: SOCK_DIAG }, { tool: 'ss -lntup', guard: SOCK_DIAG }, FROM_PROC],
    // -p makes ss read every process of the node, in each namespace anew.
    podCommands: [{ tool: 'ss -Hlntu', guard: SOCK_DIAG }, { tool: 'ss -lntu', guard: SOCK_DIAG }, FROM_PROC],
  },
];
