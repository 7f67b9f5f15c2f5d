import type { ProbeCommand } from '../probe.ts';

export interface HttpQuestion {
  /** Call of a shell function that puts HOST:PORT into $at and the host alone into $host, or says no. */
  readonly find: string;
  /** The usual port and the path, for people. */
  readonly port: number;
  readonly path: string;
  /** Extended regular expression of the lines that are kept. */
  readonly keep?: string;
}

/**
 * A GET to a daemon of the node, with whatever the node has for it. The HTTP status goes to stderr: an answer of 503 is an answer, and says
 * more in its text. A connection that is refused is one too, so only a tool that is missing makes the next one be tried.
 */
export const httpCommands = ({ find, port, path, keep }: HttpQuestion): readonly ProbeCommand[] =>
  (['curl', 'bash', 'wget'] as const).map((tool) => ({
    shell: [
      `${find} || return`,
      `label="${tool} http://$at${path}"`,
      keep === undefined ? `get_by_${tool} ${path}` : `kept_of get_by_${tool} ${path} '${keep}'`,
    ].join('\n'),
    label: `${tool} http://127.0.0.1:${port}${path}`,
    needs: keep === undefined ? [tool] : [tool, 'grep'],
    conclusive: true,
  }));

export const HTTP_FUNCTIONS = `
# get_by_curl PATH: from $at. Before 7.63 curl prints the status behind the text.
get_by_curl() {
  limited curl -q -sS --noproxy '*' -m 4 -w '%{stderr}HTTP %{http_code}\\n' "http://$at$1"
}

get_by_bash() {
  limited bash -c '
    exec 3<>"/dev/tcp/$1/$2" || exit 7
    printf "GET %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n" "$3" >&3
    IFS= read -r -t 4 line <&3 || exit 28
    printf "HTTP %s\\n" "\${line#* }" >&2
    while IFS= read -r -t 4 line <&3 && [ "\${#line}" -gt 1 ]; do :; done
    exec cat <&3' bash "$host" "\${at##*:}" "$1"
}

get_by_wget() {
  limited wget -q -S -T 4 -O - "http://$at$1"
}

# kept_of COMMAND PATH LINES: the lines of the answer that match; a question that failed stays failed.
kept_of() {
  { $1 "$2"; printf '%s\\n' $? >code; } | limited_filter "$3"
  read -r code <code
  return "$code"
}

limited_filter() {
  grep -E "$1" || [ $? -eq 1 ]
}
`;
