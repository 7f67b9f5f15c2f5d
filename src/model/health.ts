import { parseMetrics } from '../parse/metrics.ts';
import { newNotes } from '../parse/notes.ts';
import type { Parsed } from '../parse/parsed.ts';
import { known, mapReading, type Reading, unknown } from './reading.ts';
import type { OutputReader } from './readings.ts';
import type { CoreDnsState, HealthAnswer } from './types.ts';

const said = (text: string): Parsed<string> => newNotes().parsed(text.trim());

/**
 * A health server's answer as curl, bash or wget got it. No answer is one, too: refused where nobody listens, silent where the time was up.
 * Anything else that went wrong leaves it unknown.
 */
export function readHealth(reader: OutputReader, id: string, netns: string): Reading<HealthAnswer> {
  const reading = reader.read(id, netns, said, { keepPart: 'error' });
  const record = reader.record(id, netns);
  if (record === undefined || reading.state === 'absent') return mapReading(reading, (text) => ({ state: 'ok', text }));
  const stderr = reader.stderr(record);
  const text = reading.state === 'known' ? reading.value : '';
  if (record.status === 'timeout' || record.exit === 28 || /timed out/i.test(stderr))
    return answer('silent', '', record.command);
  if (record.status === 'error' && (/refused/i.test(stderr) || record.exit === 7))
    return answer('refused', '', record.command);
  if (/HTTP(?:\/[0-9.]+)? [45]\d\d/.test(stderr)) return answer('not-ok', text, record.command);
  if (record.status !== 'ok' || reading.state !== 'known')
    return reading.state === 'known' ? unknown(id, reading.partial ?? `${record.command} failed`) : reading;
  return answer(/^(?:OK|flanneld is running)?$/.test(text) ? 'ok' : 'not-ok', text, record.command);
}

const answer = (state: HealthAnswer['state'], text: string, source: string): Reading<HealthAnswer> =>
  known({ state, text: text.slice(0, 500) }, source);

export function readCoreDns(reader: OutputReader, netns: string): CoreDnsState {
  return {
    get health() {
      return readHealth(reader, 'coredns-health', netns);
    },
    get ready() {
      return readHealth(reader, 'coredns-ready', netns);
    },
    get metrics() {
      return reader.read('coredns-metrics', netns, (text) => parseMetrics(text, 'coredns_'));
    },
  };
}
