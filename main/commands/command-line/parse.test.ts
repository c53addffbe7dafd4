import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from './parse.ts';

function usageErrorOf(...words: string[]): UsageError {
  try {
    parseCommandLine(words);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`${words.join(' ')} was understood`);
}

describe('a command line', () => {
  it('gives the command, its arguments and its options in any order', () => {
    const line = parseCommandLine(['run', '--seed', '7', 'my-shop', '--json', '--prefix=demo']);
    expect(line).toMatchObject({
      kind: 'command',
      command: { name: 'run' },
      arguments: ['my-shop'],
      options: { seed: '7', json: true, prefix: 'demo' },
    });
  });

  it('takes what follows -- for arguments', () => {
    expect(parseCommandLine(['validate', '--', '--odd-folder'])).toMatchObject({ arguments: ['--odd-folder'] });
  });

  it.each([[[]], [['--help']], [['-h']], [['help']]])('shows the help for %j', (words) => {
    expect(parseCommandLine(words)).toEqual({ kind: 'help' });
  });

  it.each([[['run', '--help']], [['run', 'x', '-h']], [['help', 'run']]])('shows the help of run for %j', (words) => {
    expect(parseCommandLine(words)).toMatchObject({ kind: 'help', command: { name: 'run' } });
  });

  it('refuses a mistyped command and names the one that was meant', () => {
    expect(usageErrorOf('vaildate', 'x').message).toBe('vaildate is no command. Did you mean validate?');
    expect(usageErrorOf('frobnicate').message).toBe('frobnicate is no command.');
  });

  it('refuses a mistyped option and names the one that was meant', () => {
    expect(usageErrorOf('run', 'x', '--event', '5').message).toBe(
      '--event is no option of run. Did you mean --events?',
    );
    expect(usageErrorOf('run', 'x', '-z').message).toBe('-z is no option of run.');
    expect(usageErrorOf('run', 'x', '--constructor').message).toBe('--constructor is no option of run.');
  });

  it('refuses an option without its value, with a value too many, or twice', () => {
    expect(usageErrorOf('run', 'x', '--seed').message).toBe('--seed needs a value: --seed N');
    expect(usageErrorOf('run', 'x', '--seed', '--json').message).toBe('--seed needs a value: --seed N');
    expect(usageErrorOf('run', 'x', '--json=yes').message).toBe('--json takes no value.');
    expect(usageErrorOf('run', 'x', '--seed', '1', '--seed', '2').message).toBe('--seed is given twice.');
  });

  it('refuses a missing and a surplus argument', () => {
    expect(usageErrorOf('run').message).toBe('run needs PROJECT.');
    expect(usageErrorOf('run', 'one', 'two').message).toBe('two is one argument too many.');
    expect(usageErrorOf('broker', 'one').message).toBe('one is one argument too many.');
  });
});
