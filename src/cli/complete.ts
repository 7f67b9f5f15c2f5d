import type { Argument, Command, Option } from 'commander';

/** What may stand where the cursor is. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether names of files fit here too. */
  readonly files: boolean;
}

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/**
 * Completes the last of `words` (those after the program's name; '' where nothing was typed yet) from commander's own tree of commands, so
 * that no list has to be kept beside it.
 */
export function complete(program: Command, words: readonly string[]): Completion {
  const current = words.at(-1) ?? '';
  const place = placeOf(program, words.slice(0, -1));
  if (place.option) return valuesOf(place.option, current === '=' ? '' : current);
  const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  const named = flag === undefined ? undefined : optionNamed(place.command, flag);
  if (named && value !== undefined) {
    const { candidates, files } = valuesOf(named, value);
    return { candidates: candidates.map((each) => ({ ...each, word: `${flag}=${each.word}` })), files };
  }
  if (current.startsWith('-') && !place.onlyArguments)
    return { candidates: optionsOf(place.command, current), files: false };
  const below = place.command.commands.filter(() => place.given === 0);
  const argument = argumentAt(place.command, place.given);
  return {
    candidates: startingWith(current, [
      ...below.map((command) => ({ word: command.name(), description: command.description() })),
      ...(argument?.argChoices ?? []).map((word) => ({ word, description: '' })),
    ]),
    files: argument !== undefined && argument.argChoices === undefined,
  };
}

interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly option: Option | undefined;
  /** Arguments of the command that were given. */
  readonly given: number;
  /** After `--`. */
  readonly onlyArguments: boolean;
}

function placeOf(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let given = 0;
  let onlyArguments = false;
  for (const word of words) {
    // bash takes --format=json for three words.
    if (option && word === '=') continue;
    if (option) option = undefined;
    else if (word === '--' && !onlyArguments) onlyArguments = true;
    else if (word.startsWith('-') && word !== '-' && !onlyArguments) {
      const named = optionNamed(command, word);
      if (named && (named.required || named.optional)) option = named;
    } else {
      const below = given === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (below) command = below;
      else given++;
    }
  }
  return { command, option, given, onlyArguments };
}

const optionNamed = (command: Command, word: string): Option | undefined =>
  command.options.find(({ short, long }) => word === long || word === short);

function optionsOf(command: Command, current: string): readonly Candidate[] {
  const options = command.createHelp().visibleOptions(command);
  return startingWith(
    current,
    options.flatMap(({ long, short, description }) => {
      const word = long ?? short;
      return word == null ? [] : [{ word, description }];
    }),
  );
}

/** A value that is described as a path, or that nothing is known about, may be a file; one with choices is one of them. */
function valuesOf(option: Option, current: string): Completion {
  if (option.argChoices) {
    return {
      candidates: startingWith(
        current,
        option.argChoices.map((word) => ({ word, description: '' })),
      ),
      files: false,
    };
  }
  return { candidates: [], files: /file|folder|path/i.test(option.flags) };
}

/** commander keeps the declared arguments here; the last one may take all that follow. */
function argumentAt(command: Command, at: number): Argument | undefined {
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  return registeredArguments[at] ?? (last?.variadic ? last : undefined);
}

const startingWith = (current: string, candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ word }) => word.startsWith(current));

/** kubectl and the scripts read it as cobra's directive ShellCompDirectiveNoFileComp. */
const NO_FILES = 4;

/** Cobra's form: one candidate a line, a tab before its description, and a last line `:N`, where bit 4 says that files do not fit. */
export function completionText({ candidates, files }: Completion): string {
  const lines = candidates.map(({ word, description }) =>
    description === '' ? word : `${word}\t${description.split('\n', 1)[0]}`,
  );
  return `${[...lines, `:${files ? 0 : NO_FILES}`].join('\n')}\n`;
}
