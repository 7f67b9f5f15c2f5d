import type { TargetExtension, TargetExtensions } from './extension.ts';

/** Targets that look, count or set what no later rule and no route decides by. */
const names = [
  'AUDIT',
  'CHECKSUM',
  'CLASSIFY',
  'CONNSECMARK',
  'DSCP',
  'ECN',
  'HL',
  'IDLETIMER',
  'LED',
  'LOG',
  'NFLOG',
  'RATEEST',
  'SECMARK',
  'SET',
  'TCPMSS',
  'TCPOPTSTRIP',
  'TEE',
  'TOS',
  'TRACE',
  'TTL',
  'ULOG',
];

const passive = (name: string): TargetExtension => ({
  flags: [
    '--log-tcp-sequence',
    '--log-tcp-options',
    '--log-ip-options',
    '--log-uid',
    '--log-macdecode',
    '--clamp-mss-to-pmtu',
    '--checksum-fill',
    '--exist',
    '--ecn-tcp-remove',
    '--save',
    '--restore',
  ],
  read: () => [{ kind: 'no-effect', text: name }],
});

export const passiveTargets: TargetExtensions = Object.fromEntries(names.map((name) => [name, passive(name)]));
