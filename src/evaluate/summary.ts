import type { Finding, Severity, Summary } from './types.ts';

/** The numbers that every output shows. What is suppressed is counted as that and nowhere else. */
export function summaryOf(findings: readonly Finding[]): Summary {
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  let roots = 0;
  let suppressed = 0;
  for (const finding of findings) {
    if (finding.suppressed) suppressed++;
    else {
      bySeverity[finding.severity]++;
      if (finding.causedBy === null) roots++;
    }
  }
  return { roots, folded: findings.length - roots - suppressed, suppressed, bySeverity };
}
