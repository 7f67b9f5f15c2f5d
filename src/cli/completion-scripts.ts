export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/*
 * Each script asks the program itself what may come next, so that it never goes stale; the answer's form is that of completionText.
 */

const BASH = `# bash completion for netlint; to load it: source <(netlint completion bash)
_netlint() {
  local line directive=4 candidates=()
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) candidates+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  local IFS=$'\\n'
  COMPREPLY=("\${candidates[@]}")
  if (( (directive & 4) == 0 )); then
    COMPREPLY+=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
    compopt -o filenames 2>/dev/null
  fi
}
complete -F _netlint netlint
`;

const ZSH = `#compdef netlint
# zsh completion for netlint; to load it: source <(netlint completion zsh)
_netlint() {
  local line directive=4
  local -a candidates
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *$'\\t'*) candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) candidates+=("\${line//:/\\\\:}") ;;
    esac
  done < <("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#candidates} )) && _describe 'netlint' candidates
  (( directive & 4 )) || _files
}
compdef _netlint netlint
`;

const FISH = `# fish completion for netlint; to load it: netlint completion fish | source
function __netlint_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] __complete $words[2..-1] 2>/dev/null)
    switch $line
      case ':*'
        if test (math "bitand("(string sub -s 2 -- $line)", 4)") -eq 0
          __fish_complete_path (commandline -ct)
        end
      case '*'
        echo $line
    end
  end
end
complete -c netlint -f -a '(__netlint_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export const completionScript = (shell: Shell): string => SCRIPTS[shell];
