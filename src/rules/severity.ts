/** critical: packets are lost now · high: lost for a class of traffic, or at the next ordinary event · medium: degraded or latent · low · info. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** 0 for the worst. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);
