import { styleText } from 'node:util';
import type { Severity } from '../evaluate/types.ts';

type Format = Parameters<typeof styleText>[0];

export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
}

const severityFormats: Readonly<Record<Severity, Format>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
};

/** Colours, or the same functions without any. */
export function createStyle(color: boolean): Style {
  // The caller has looked at the terminal; styleText must not look again.
  const paint = (format: Format, text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: (text) => paint('bold', text),
    faint: (text) => paint('dim', text),
    good: (text) => paint('green', text),
    severity: (severity, text) => paint(severityFormats[severity], text),
  };
}
