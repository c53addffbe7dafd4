import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectStack, toErrorReport } from './error-report.ts';

const folder = '/home/me/my shop';

describe('the stack of a report', () => {
  it('keeps what is the user’s, without the path to the project', () => {
    const stack = [
      'TypeError: no such card',
      `    at charge (${folder}/handlers/lib/card.ts:3:9)`,
      `    at new Basket (${pathToFileURL(folder).href}/handlers/basket.ts:4:1)`,
      `    at add (${folder}/node_modules/adder/index.js:1:1)`,
      `    at ${folder}/handlers/basket.ts:9:2`,
      `    at async ${folder}/handlers/basket.ts:10:2`,
      `    at async Object.handle (${folder}/handlers/basket.ts:12:3)`,
      '    at Array.reduce (<anonymous>)',
      '    at async Promise.all (index 0)',
    ].join('\n');
    expect(projectStack(stack, folder).split('\n')).toEqual([
      'TypeError: no such card',
      '    at charge (handlers/lib/card.ts:3:9)',
      '    at new Basket (handlers/basket.ts:4:1)',
      '    at add (node_modules/adder/index.js:1:1)',
      '    at handlers/basket.ts:9:2',
      '    at async handlers/basket.ts:10:2',
      '    at async Object.handle (handlers/basket.ts:12:3)',
      '    at Array.reduce (<anonymous>)',
      '    at async Promise.all (index 0)',
    ]);
  });

  it('leaves out frames of Node and of Topicraft, but no line of a message', () => {
    const stack = [
      'Error: /etc/passwd could not be read (see /var/log)',
      'at least so it seems: /tmp',
      '    at readFileSync (node:fs:1:1)',
      '    at node:internal/main/worker_thread:2:2',
      '    at async file:///opt/topicraft/out/handler-worker.js:3:3',
      '    at HandlerWorker.call (/opt/topicraft/main/runtime/handler-worker.ts:4:4)',
      '    at call (C:\\topicraft\\handler-worker.js:5:5)',
    ].join('\n');
    expect(projectStack(stack, folder)).toBe(
      'Error: /etc/passwd could not be read (see /var/log)\nat least so it seems: /tmp',
    );
  });
});

describe('what is thrown', () => {
  it('becomes a report, whatever it is', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    for (const thrown of ['no', 7, null, undefined, Symbol('s'), loop, () => 1]) {
      expect(toErrorReport(thrown, folder).message).toMatch(/^Thrown: /);
    }
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('never');
      },
    });
    expect(toErrorReport(hostile, folder).name).toBe('Error');
  });

  it('keeps its name and code, and is cut where it is long', () => {
    const error = Object.assign(new RangeError('x'.repeat(10_000)), { code: 'E_LONG' });
    const report = toErrorReport(error, folder);
    expect(report).toMatchObject({ name: 'RangeError', code: 'E_LONG' });
    expect(report.message.length).toBeLessThan(4_100);
    expect(report.stack.length).toBeLessThan(8_100);
  });
});
