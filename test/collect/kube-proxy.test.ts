import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeScript } from '../../src/collect/script.ts';
import { scratchFolders } from '../support/scratch.ts';
import { noNamespaces, outputOf, programs, runProbe } from './probe-run.ts';

const scratch = scratchFolders();
const script = probeScript('0.1.0', { logSince: 4_000_000_000 });

/** Answers with the address that it was asked for; what a metric of each kind looks like. */
const CURL = `for url in "$@"; do :; done
echo "HTTP 503" >&2
case $url in
  */metrics) printf '%s\\n' go_goroutines\\ 60 kubeproxy_sync_proxy_rules_last_timestamp_seconds\\ 1.79e+09 "# $url" 'kubeproxy_sync_proxy_rules_duration_seconds_bucket{le="1"} 5' process_start_time_seconds\\ 1 ;;
  *) echo "$url" ;;
esac`;

function ask(flags: string, config: string | null): (id: string) => { readonly text: string; readonly stderr: string } {
  const folder = scratch();
  const bin = programs(folder, [], { 'kube-proxy': `read -r nothing <${join(folder, 'fifo')}`, curl: CURL });
  if (config !== null) writeFileSync(join(folder, 'config.conf'), config);
  const setup = `mkfifo "$1/fifo"; "$1/sbin/kube-proxy" ${config === null ? '' : '"--config=$1/config.conf"'} ${flags} & sleep 0.2`;
  const { frame } = runProbe(folder, { script, setup, path: `${bin}:$PATH` });
  return (id) => {
    const output = outputOf(frame, id);
    return { text: output.stdout.toString(), stderr: output.stderr.toString() };
  };
}

describe.skipIf(noNamespaces)('kube-proxy is asked', () => {
  it('where it listens by default', () => {
    const answer = ask('--proxy-mode=iptables', null);
    expect(answer('kube-proxy-healthz')).toEqual({ text: 'http://127.0.0.1:10256/healthz\n', stderr: 'HTTP 503\n' });
    expect(answer('kube-proxy-livez').text).toBe('http://127.0.0.1:10256/livez\n');
    expect(answer('kube-proxy-mode').text).toBe('http://127.0.0.1:10249/proxyMode\n');
  });

  it('where its flags say', () => {
    const answer = ask('--healthz-bind-address=0.0.0.0:20256 --metrics-bind-address [::]:20249', null);
    expect(answer('kube-proxy-healthz').text).toBe('http://127.0.0.1:20256/healthz\n');
    expect(answer('kube-proxy-mode').text).toBe('http://[::1]:20249/proxyMode\n');
  });

  it('where its file says', () => {
    const answer = ask('', 'healthzBindAddress: "192.168.10.161"\nmetricsBindAddress: 127.0.0.1:20249\n');
    expect(answer('kube-proxy-livez').text).toBe('http://192.168.10.161:10256/livez\n');
    expect(answer('kube-proxy-mode').text).toBe('http://127.0.0.1:20249/proxyMode\n');
  });

  it('nowhere that is no address', () => {
    const answer = ask("'--healthz-bind-address=$(touch x):1' --metrics-bind-address=0.0.0.0:0", null);
    expect(answer('kube-proxy-healthz').text).toBe('http://127.0.0.1:10256/healthz\n');
    expect(answer('kube-proxy-mode')).toMatchObject({ text: '', stderr: expect.stringMatching(/^absent: /) });
  });

  it('and of its metrics only a few are kept', () => {
    expect(ask('', null)('kube-proxy-metrics').text).toBe(
      'kubeproxy_sync_proxy_rules_last_timestamp_seconds 1.79e+09\nprocess_start_time_seconds 1\n',
    );
  });
});
