import { z } from 'zod';

/** Why a path may not stand in a project. */
export type PathProblem = 'empty' | 'absolute' | 'climbs-out' | 'backslash' | 'control-character' | 'not-portable';

const windowsDevice = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
const notPortable = /[<>:"|?*]/;

/**
 * Undefined where `path` is safe: relative, with forward slashes, without `.` and `..`, and a name of an ordinary file on
 * Linux, macOS and Windows. Symbolic links are the disk's matter and are checked where files are read.
 */
export function problemOfProjectPath(path: string): PathProblem | undefined {
  if (path === '') return 'empty';
  if (path.includes('\\')) return 'backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'absolute';
  for (const character of path) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint < 0x20 || codePoint === 0x7f) return 'control-character';
  }
  const segments = path.split('/');
  if (segments.includes('..')) return 'climbs-out';
  const portable = segments.every(
    (segment) =>
      segment !== '' &&
      segment !== '.' &&
      !windowsDevice.test(segment) &&
      !notPortable.test(segment) &&
      !/[. ]$/.test(segment) &&
      segment.isWellFormed(),
  );
  return portable ? undefined : 'not-portable';
}

const explanations: Record<PathProblem, string> = {
  empty: 'A path is missing',
  absolute: 'A path in a project is relative to its folder',
  'climbs-out': 'A path may not leave the project’s folder',
  backslash: 'A path in a project uses forward slashes',
  'control-character': 'A path may not contain control characters',
  'not-portable': 'A path must be a file name on Linux, macOS and Windows alike',
};

export function explainPathProblem(problem: PathProblem): string {
  return explanations[problem];
}

/** A path inside the project: no code behind this schema meets one that leaves the folder by its text. */
export const projectPathSchema = z
  .string()
  .max(1024)
  .superRefine((path, context) => {
    const problem = problemOfProjectPath(path);
    if (problem) context.addIssue({ code: 'custom', message: explanations[problem], params: { code: 'unsafe-path' } });
  });
