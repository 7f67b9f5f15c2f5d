import type { Result } from '../evaluate/types.ts';
import type { Verdict } from '../gate/verdict.ts';

export interface ReportOptions {
  readonly color: boolean;
  /** Say everything: all items of long lists, every check that could not be made. */
  readonly verbose: boolean;
  readonly verdict: Verdict;
}

/** A format: result in, text out, in pieces as they are made, so that a big result is never one string. */
export type Report = (result: Result, options: ReportOptions) => Iterable<string>;

/** Every format, loaded when it is asked for. A new one is a file with one pure function, and a line here. */
const reports = {
  text: async (): Promise<Report> => (await import('./text.ts')).text,
  json: async (): Promise<Report> => (await import('./json.ts')).json,
  sarif: async (): Promise<Report> => (await import('./sarif.ts')).sarif,
  junit: async (): Promise<Report> => (await import('./junit.ts')).junit,
  markdown: async (): Promise<Report> => (await import('./markdown.ts')).markdown,
  prometheus: async (): Promise<Report> => (await import('./prometheus.ts')).prometheus,
  openreports: async (): Promise<Report> => (await import('./openreports.ts')).openreports,
  policyreport: async (): Promise<Report> => (await import('./openreports.ts')).policyreport,
  github: async (): Promise<Report> => (await import('./github.ts')).github,
  csv: async (): Promise<Report> => (await import('./csv.ts')).csv,
} as const;

export type Format = keyof typeof reports;

export const formats = Object.keys(reports) as readonly Format[];

export const isFormat = (name: string): name is Format => (formats as readonly string[]).includes(name);

export const loadReport = (format: Format): Promise<Report> => reports[format]();
