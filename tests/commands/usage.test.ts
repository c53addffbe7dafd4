import { describe, expect, it } from 'vitest';
import { topicraft } from '../support/topicraft-command.ts';

describe('topicraft', () => {
  it('lists its commands', async () => {
    for (const words of [[], ['--help'], ['help']]) {
      const { code, output, errors } = await topicraft(...words);
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      for (const command of ['run', 'validate', 'new', 'broker'])
        expect(output).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  it.each(['run', 'validate', 'new', 'broker', 'types'])('explains %s', async (command) => {
    const { code, output, errors } = await topicraft(command, '--help');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain(`Usage: topicraft ${command}`);
  });

  it('tells its version', async () => {
    const { code, output } = await topicraft('--version');
    expect(code).toBe(0);
    expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('refuses what it does not know with 2, a hint, and nothing on standard output', async () => {
    for (const [words, hint] of [
      [['rnu', 'x'], 'Did you mean run?'],
      [['run', 'x', '--sed', '1'], 'Did you mean --seed?'],
      [['run'], 'run needs PROJECT.'],
      [['run', 'x', '--for', 'ever'], '--for takes a time'],
      [['run', 'x', '--events', '0'], '--events takes a whole number'],
      [['run', 'x', '--bootstrap', 'nonsense'], '--bootstrap takes HOST:PORT'],
      [['run', 'x', '--create-topics'], '--create-topics is for a cluster'],
      [['run', 'x', '--bootstrap', 'localhost:9092', '--data', 'd'], '--data is for the embedded broker'],
      [['run', 'x', '--prefix', 'a b'], '--prefix takes letters'],
      [['broker', '--port', '70000'], '--port takes a whole number'],
    ] as const) {
      const { code, output, errors } = await topicraft(...words);
      expect({ code, output }).toEqual({ code: 2, output: '' });
      expect(errors).toContain(hint);
    }
  });
});
