import type { Command } from './command.ts';
import { commandHelp, programHelp } from './command-line/help.ts';
import { type CommandLine, parseCommandLine, UsageError } from './command-line/parse.ts';
import { exitCode } from './exit-code.ts';
import type { FrontDoor } from './front-door.ts';
import { createOutput, type Output } from './terminal/output.ts';

export type { FrontDoor, ServeRequest, ServedApplication, StopSignal, TextStream } from './front-door.ts';

/** Loaded when they are asked for, so that help comes at once. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run/run.ts')).runCommand,
  validate: async () => (await import('./validate/validate.ts')).validateCommand,
  test: async () => (await import('./test/test.ts')).testCommand,
  new: async () => (await import('./new/new.ts')).newCommand,
  broker: async () => (await import('./broker/broker.ts')).brokerCommand,
  serve: async () => (await import('./serve/serve.ts')).serveCommand,
  export: async () => (await import('./export/export.ts')).exportCommand,
  import: async () => (await import('./import/import.ts')).importCommand,
  types: async () => (await import('./types/types.ts')).typesCommand,
};

/**
 * Performs a command line (without the program's name) and resolves with the exit code. Everything the user should
 * know has been written by then; it never rejects.
 */
export async function performCommandLine(words: readonly string[], frontDoor: FrontDoor): Promise<number> {
  const output = createOutput(frontDoor);
  try {
    const code = await perform(parseCommandLine(words), frontDoor, output);
    return output.closed.aborted && code === exitCode.ok ? exitCode.outputClosed : code;
  } catch (error) {
    if (error instanceof UsageError) {
      const help = error.command === undefined ? 'topicraft --help' : `topicraft ${error.command} --help`;
      output.complain(`topicraft: ${error.message}\nTry ${help}`);
      return exitCode.usage;
    }
    output.complain(`topicraft: ${explain(error)}`);
    if (frontDoor.environment['TOPICRAFT_DEBUG'] && error instanceof Error) output.complain(error.stack ?? '');
    return exitCode.failed;
  }
}

async function perform(line: CommandLine, frontDoor: FrontDoor, output: Output): Promise<number> {
  switch (line.kind) {
    case 'version':
      output.write(`${await frontDoor.version()}\n`);
      return exitCode.ok;
    case 'help':
      output.write(
        line.command ? commandHelp(line.command, await templatesFor(line.command, frontDoor)) : programHelp(),
      );
      return exitCode.ok;
    case 'command': {
      const load = commands[line.command.name];
      if (!load) throw new Error(`${line.command.name} has no implementation`);
      const command = await load();
      return await command({ arguments: line.arguments, options: line.options, frontDoor, output });
    }
  }
}

async function templatesFor(command: { name: string }, frontDoor: FrontDoor): Promise<string[]> {
  if (command.name !== 'new') return [];
  return await (await import('../engine/index.ts')).templateNames(frontDoor.templatesFolder);
}

/** An error and what caused it, in one line. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${explain(error.cause)})`;
}
