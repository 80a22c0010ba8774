/** Shell completion: the grammar of the command line as a script that a shell sources. Nothing that was typed is ever evaluated. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface GrammarOption {
  /** --state */
  long: string;
  about: string;
  /** absent: a flag */
  value?: 'file' | 'text' | readonly string[];
}
interface GrammarVerb {
  name: string;
  about: string;
  /** what the first argument can be; `file`: a path */
  first: 'file' | 'text' | readonly string[];
  options: readonly GrammarOption[];
}
export interface Grammar {
  verbs: readonly GrammarVerb[];
  /** of every verb */
  options: readonly GrammarOption[];
}

export const COMPLETIONS: Record<(typeof SHELLS)[number], (grammar: Grammar) => string> = { bash, zsh, fish };

/** Within single quotes, as all three shells read them. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function bash({ verbs, options }: Grammar): string {
  const suggest = (value: GrammarVerb['first']) =>
    value === 'file'
      ? `IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null`
      : value === 'text'
        ? ':'
        : `COMPREPLY=($(compgen -W ${quoted(value.join(' '))} -- "$cur"))`;
  const longs = (all: readonly GrammarOption[]) => all.map((one) => one.long).join(' ');
  return [
    '# bash completion for handover',
    '_handover() {',
    "  local IFS=$' \\t\\n' cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= at=0 i",
    '  COMPREPLY=()',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    case ${COMP_WORDS[i]} in',
    `      ${valued(options).join('|')}) ((i++)) ;;`,
    '      -*) ;;',
    '      *) verb=${COMP_WORDS[i]}; at=$i; break ;;',
    '    esac',
    '  done',
    '  case "$verb $prev" in',
    ...afterOptions(verbs, options, suggest),
    '  esac',
    '  if [[ -z $verb ]]; then',
    `    [[ $cur == -* ]] && ${suggest(longs(options).split(' '))} || ${suggest(verbs.map((one) => one.name))}`,
    '    return',
    '  fi',
    '  case $verb in',
    ...verbs.map(
      ({ name, first, options: own }) =>
        `    ${name}) if [[ $cur == -* ]]; then ${suggest(longs([...own, ...options]).split(' '))}; elif ((at == COMP_CWORD - 1)); then ${suggest(first)}; fi ;;`,
    ),
    '  esac',
    '}',
    'complete -F _handover handover',
  ].join('\n');
}

function zsh({ verbs, options }: Grammar): string {
  // Colons part the word from its description.
  const pair = (word: string, about: string) => quoted(`${word.replaceAll(':', '\\:')}:${about}`);
  const suggest = (value: GrammarVerb['first']) =>
    value === 'file' ? '_files' : value === 'text' ? ':' : `compadd -- ${value.map(quoted).join(' ')}`;
  const described = (all: readonly GrammarOption[]) =>
    `words_of=(${all.map((one) => pair(one.long, one.about)).join(' ')}); _describe -o option words_of`;
  return [
    '#compdef handover',
    '_handover() {',
    '  local cur=$words[CURRENT] prev=$words[CURRENT-1] verb= i',
    '  local -i at=0',
    '  local -a words_of',
    '  for ((i = 2; i < CURRENT; i++)); do',
    '    case $words[i] in',
    `      ${valued(options).join('|')}) ((i++)) ;;`,
    '      -*) ;;',
    '      *) verb=$words[i]; at=$i; break ;;',
    '    esac',
    '  done',
    '  case "$verb $prev" in',
    ...afterOptions(verbs, options, suggest),
    '  esac',
    '  if [[ -z $verb ]]; then',
    `    if [[ $cur == -* ]]; then ${described(options)}`,
    `    else words_of=(${verbs.map((one) => pair(one.name, one.about)).join(' ')}); _describe verb words_of; fi`,
    '    return',
    '  fi',
    '  case $verb in',
    ...verbs.map(
      ({ name, first, options: own }) =>
        `    ${name}) if [[ $cur == -* ]]; then ${described([...own, ...options])}; elif ((at == CURRENT - 1)); then ${suggest(first)}; fi ;;`,
    ),
    '  esac',
    '}',
    'compdef _handover handover',
  ].join('\n');
}

function fish({ verbs, options }: Grammar): string {
  const name = (verb: string) => `__fish_seen_subcommand_from ${verb}`;
  const none = `not __fish_seen_subcommand_from ${verbs.map((verb) => verb.name).join(' ')}`;
  const option = ({ long, about, value }: GrammarOption, when?: string) =>
    [
      'complete -c handover',
      ...(when === undefined ? [] : [`-n ${quoted(when)}`]),
      `-l ${long.slice(2)}`,
      ...(value === undefined
        ? []
        : [value === 'file' ? '-rF' : value === 'text' ? '-x' : `-xa ${quoted(value.join(' '))}`]),
      `-d ${quoted(about)}`,
    ].join(' ');
  return [
    '# fish completion for handover',
    'complete -c handover -f',
    ...options.map((one) => option(one)),
    ...verbs.map((verb) => `complete -c handover -n ${quoted(none)} -a ${verb.name} -d ${quoted(verb.about)}`),
    ...verbs.flatMap((verb) => [
      ...(verb.first === 'file'
        ? [`complete -c handover -n ${quoted(name(verb.name))} -F`]
        : verb.first === 'text'
          ? []
          : [
              `complete -c handover -n ${quoted(`${name(verb.name)}; and not __fish_seen_subcommand_from ${verb.first.join(' ')}`)} -a ${quoted(verb.first.join(' '))}`,
            ]),
      ...verb.options.map((one) => option(one, name(verb.name))),
    ]),
  ].join('\n');
}

/** Cases of "verb option": what may follow there. */
function afterOptions(
  verbs: readonly GrammarVerb[],
  options: readonly GrammarOption[],
  suggest: (value: GrammarVerb['first']) => string,
): string[] {
  const lines = new Map<string, string[]>();
  for (const { name, options: own } of [{ name: '', options }, ...verbs])
    for (const { long, value } of own) {
      if (value === undefined) continue;
      const pattern = name === '' ? `*${quoted(` ${long}`)}` : quoted(`${name} ${long}`);
      lines.set(suggest(value), [...(lines.get(suggest(value)) ?? []), pattern]);
    }
  return [...lines].map(([told, patterns]) => `    ${patterns.join('|')}) ${told}; return ;;`);
}

/** Options before the verb whose next word is no verb. */
const valued = (options: readonly GrammarOption[]) =>
  options.filter((one) => one.value !== undefined).map((one) => one.long);
