import { describe, expect, it } from 'vitest';
import { problemOfProjectPath } from './project-path.ts';

describe('problemOfProjectPath', () => {
  it.each(['handlers/a.ts', 'a', 'handlers/lib/bestätigung.ts', 'x/..a', 'con-text.ts', 'data/orders 2026.csv'])(
    'lets %j be',
    (path) => {
      expect(problemOfProjectPath(path)).toBeUndefined();
    },
  );

  it.each([
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['C:/x', 'absolute'],
    ['c:x', 'absolute'],
    ['..', 'climbs-out'],
    ['handlers/../../x', 'climbs-out'],
    ['handlers\\x.ts', 'backslash'],
    ['\\\\server\\share', 'backslash'],
    ['a\0b', 'control-character'],
    ['a\nb', 'control-character'],
    ['a//b', 'not-portable'],
    ['./a', 'not-portable'],
    ['a/', 'not-portable'],
    ['handlers/con.ts', 'not-portable'],
    ['NUL', 'not-portable'],
    ['com1.json', 'not-portable'],
    ['a./b', 'not-portable'],
    ['a ', 'not-portable'],
    ['ab:c', 'not-portable'],
    ['a?', 'not-portable'],
    ['\ud800', 'not-portable'],
  ])('finds %j %s', (path, problem) => {
    expect(problemOfProjectPath(path)).toBe(problem);
  });
});
