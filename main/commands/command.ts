import type { OptionValues } from './command-line/parse.ts';
import type { FrontDoor } from './front-door.ts';
import type { Output } from './terminal/output.ts';

/** What a command does once its line is understood. Resolves with the exit code; a rejection is told to the user. */
export type Command = (invocation: Invocation) => Promise<number>;

export interface Invocation {
  readonly arguments: readonly string[];
  readonly options: OptionValues;
  readonly frontDoor: FrontDoor;
  readonly output: Output;
}
