import type { Shell } from '../app/invocation.ts';

/** The script that makes a shell ask `bulwark --complete` for what may come next. It says nothing of commands or options itself. */
export const completionScript = (shell: Shell): string => scripts[shell];

/**
 * bash splits words at `:` and `=`, of which patterns and options are full: the line is split at spaces instead, and
 * what bash holds to be finished is taken off the candidates again.
 */
const bash = String.raw`# bulwark completion for bash
_bulwark() {
  local line=${'${COMP_LINE:0:COMP_POINT}'} word about quoted keep
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local last=${'${words[${#words[@]}-1]}'} current=${'${COMP_WORDS[COMP_CWORD]}'}
  words[${'${#words[@]}'}-1]=${'${last#[\\"\\\']}'}
  last=${'${last#[\\"\\\']}'}
  [[ $current == [:=] ]] && current=
  current=${'${current#[\\"\\\']}'}
  keep=${'${last%"$current"}'}
  COMPREPLY=()
  while IFS=$'\t' read -r word about; do
    [[ $word == */ || $word == *= ]] && compopt -o nospace
    word=${'${word#"$keep"}'}
    printf -v quoted %q "$word"
    COMPREPLY+=("${'${quoted//\\\\,/,}'}")
  done < <("${'${words[0]}'}" --complete "${'${words[@]:1}'}" 2>/dev/null)
}
complete -F _bulwark bulwark
`;

const zsh = String.raw`#compdef bulwark
# bulwark completion for zsh
_bulwark() {
  local word about
  local -a found folders
  local -a typed=("${'${(@Q)words[2,CURRENT]}'}")
  typed[-1]=${'${(Q)PREFIX}'}
  while IFS=$'\t' read -r word about; do
    if [[ $word == */ || $word == *= ]]; then folders+=("$word"); else found+=("${'${word//:/\\\\:}'}:$about"); fi
  done < <("${'${words[1]}'}" --complete "${'${typed[@]}'}" 2>/dev/null)
  (( ${'$#found'} )) && _describe -V bulwark found -S ' '
  (( ${'$#folders'} )) && compadd -S '' -- "${'${folders[@]}'}"
  return 0
}
if [[ $funcstack[1] == _bulwark ]]; then _bulwark "$@"; else compdef _bulwark bulwark; fi
`;

const fish = String.raw`# bulwark completion for fish
function __bulwark_complete
    set -l typed (commandline -opc) (commandline -ct)
    command $typed[1] --complete $typed[2..-1] 2>/dev/null
end
complete -c bulwark -f -a '(__bulwark_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
