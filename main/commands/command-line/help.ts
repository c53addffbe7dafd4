import { type CommandSpecification, commandSpecifications } from './specification.ts';

/** The help of the program as a whole. */
export function programHelp(): string {
  const width = Math.max(...commandSpecifications.map(({ name }) => name.length));
  return [
    'Usage: topicraft COMMAND [OPTIONS]',
    '',
    'Draw an event-driven system, run it on an embedded Kafka broker or a real cluster, and follow every event.',
    '',
    'Commands:',
    ...commandSpecifications.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}.`),
    '',
    'Options:',
    '  -h, --help     Show this help; topicraft COMMAND --help tells more of a command.',
    '  -V, --version  Show the version.',
    '',
  ].join('\n');
}

/** The help of one command. `templates` are the names that `new` takes. */
export function commandHelp(command: CommandSpecification, templates: readonly string[] = []): string {
  const options = Object.entries(command.options).map(([name, { value, help }]) => ({
    flag: `${name === 'help' ? '-h, ' : ''}--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...options.map(({ flag }) => flag.length));
  return [
    `Usage: topicraft ${[command.name, ...command.arguments, '[OPTIONS]'].join(' ')}`,
    '',
    `${command.summary}.`,
    '',
    'Options:',
    ...options.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`),
    ...(command.name === 'new' ? ['', `Templates: ${templates.join(', ')}.`] : []),
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
  ].join('\n');
}
