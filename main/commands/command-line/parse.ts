import { parseArgs } from 'node:util';
import { closest } from './closest.ts';
import { type CommandSpecification, commandSpecifications, findCommand } from './specification.ts';

/** A command line that can't be understood; its message is for the user. */
export class UsageError extends Error {
  /** The command whose help tells more, where it is known. */
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.name = 'UsageError';
    this.command = command;
  }
}

export type OptionValues = Readonly<Record<string, string | true | undefined>>;

export type CommandLine =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command?: CommandSpecification }
  | {
      readonly kind: 'command';
      readonly command: CommandSpecification;
      readonly arguments: readonly string[];
      readonly options: OptionValues;
    };

/** @throws UsageError */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help' };
  if (first === '--version' || first === '-V') return { kind: 'version' };
  if (first === 'help') return { kind: 'help', ...(rest[0] === undefined ? {} : { command: commandNamed(rest[0]) }) };
  const command = commandNamed(first);
  const { positionals, options } = parseWords(command, rest);
  if (options['help']) return { kind: 'help', command };
  checkArguments(command, positionals);
  return { kind: 'command', command, arguments: positionals, options };
}

function commandNamed(name: string): CommandSpecification {
  const command = findCommand(name);
  if (command) return command;
  if (name.startsWith('-')) throw new UsageError(`${name} is no option of topicraft. A command comes first.`);
  throw new UsageError(`${name} is no command.${hint(name, commandNames())}`);
}

function commandNames(): string[] {
  return commandSpecifications.map(({ name }) => name);
}

function parseWords(
  command: CommandSpecification,
  words: readonly string[],
): { positionals: string[]; options: OptionValues } {
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(name === 'help' ? { short: 'h' } : {}) },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const positionals: string[] = [];
  const options: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const specification = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
    if (!specification) throw unknownOption(command, rawName, name);
    if (name in options) throw new UsageError(`${rawName} is given twice.`, command.name);
    if (specification.value === undefined) {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value.`, command.name);
      options[name] = true;
    } else {
      // An option in the place of the value is a value that was forgotten; `--name=-value` says that it is meant.
      if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('--'))) {
        throw new UsageError(`${rawName} needs a value: ${rawName} ${specification.value}`, command.name);
      }
      options[name] = value;
    }
  }
  return { positionals, options };
}

function unknownOption(command: CommandSpecification, rawName: string, name: string): UsageError {
  const known = Object.keys(command.options);
  return new UsageError(`${rawName} is no option of ${command.name}.${hint(name, known, '--')}`, command.name);
}

function hint(word: string, known: readonly string[], dashes = ''): string {
  const near = closest(word, known);
  return near === undefined ? '' : ` Did you mean ${dashes}${near}?`;
}

function checkArguments(command: CommandSpecification, given: readonly string[]): void {
  const missing = command.arguments[given.length];
  if (missing !== undefined && !missing.startsWith('['))
    throw new UsageError(`${command.name} needs ${missing}.`, command.name);
  const surplus = given[command.arguments.length];
  if (surplus !== undefined) throw new UsageError(`${surplus} is one argument too many.`, command.name);
}
