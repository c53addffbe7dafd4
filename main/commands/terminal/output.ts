import type { FrontDoor, TextStream } from '../front-door.ts';

/** The two streams of a command, and what they may be used for. */
export interface Output {
  /** Whether standard output is a terminal that understands more than plain lines. */
  readonly interactive: boolean;
  readonly colors: { readonly output: boolean; readonly errors: boolean };
  readonly terminal: TextStream;
  /** Results, to standard output. Nothing is written any more once its reader has gone. */
  write(text: string): void;
  /** One line of JSON, to standard output. */
  writeJson(value: unknown): void;
  /** Plain words for a person, to standard error. */
  complain(text: string): void;
  /** Aborted when the reader of standard output has gone (EPIPE), as after `| head`. */
  readonly closed: AbortSignal;
}

export function createOutput(frontDoor: FrontDoor): Output {
  const { standardOutput, standardError, environment } = frontDoor;
  const closed = new AbortController();
  standardOutput.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    closed.abort();
  });
  // Nowhere is left to say that standard error can't be written to.
  standardError.on('error', () => undefined);
  const write = (text: string): void => {
    if (!closed.signal.aborted) standardOutput.write(text);
  };
  return {
    interactive: standardOutput.isTTY === true && environment['TERM'] !== 'dumb',
    colors: { output: wantsColors(standardOutput, environment), errors: wantsColors(standardError, environment) },
    terminal: standardOutput,
    write,
    writeJson: (value) => write(`${JSON.stringify(value)}\n`),
    complain: (text) => void standardError.write(text.endsWith('\n') ? text : `${text}\n`),
    closed: closed.signal,
  };
}

/** https://no-color.org: any value but an empty one turns colours off. */
function wantsColors(stream: TextStream, environment: FrontDoor['environment']): boolean {
  return stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}
