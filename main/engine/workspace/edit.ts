import {
  applyCommand,
  explainPathProblem,
  graphSchema,
  layoutSchema,
  problemOfProjectPath,
  type Diagnostic,
  type GraphCommand,
} from '../../../shared/graph/index.ts';
import { maxBytesOf, maxTotalBytes, textFileKind, type WorkingDocument } from '../project/index.ts';
import { withText } from './document-files.ts';

export type Edited = { ok: true; document: WorkingDocument } | { ok: false; refusal: Diagnostic };

/**
 * A graph command on the whole document. Beside what the command itself refuses, nothing is let in that could not be saved and
 * read back: files that loading wouldn't find, and, from a `restore`, elements that no file may hold.
 */
export function applyGraphCommand(document: WorkingDocument, command: GraphCommand): Edited {
  const result = applyCommand(document, command);
  if (!result.ok) return { ok: false, refusal: result.refusal };
  const { graph, layout, handlers } = result.document;
  for (const [file, text] of handlers) {
    if (document.handlers.get(file) === text) continue;
    const refusal = refuseFile(file, text, 'handlers') ?? refuseTotal(file, document, { ...document, handlers });
    if (refusal) return { ok: false, refusal };
  }
  if (restores(command) && !(graphSchema.safeParse(graph).success && layoutSchema.safeParse(layout).success)) {
    return refuse('element-invalid', {}, 'The edit would leave a graph that cannot be saved.', 'Leave it out.');
  }
  return { ok: true, document: { ...document, graph, layout, handlers } };
}

/** A file of schemas/ or tests/, or package.json; null removes it. */
export function writeTextFile(document: WorkingDocument, file: string, text: string | null): Edited {
  const kind = textFileKind(file);
  if (kind === 'handlers') {
    return refuse('file-refused', { file }, `${file} is a handler.`, 'Write handlers with a graph command.');
  }
  const refusal = refuseFile(file, text ?? '', kind);
  if (refusal) return { ok: false, refusal };
  const written = withText(document, file, text ?? undefined);
  const tooMuch = written && refuseTotal(file, document, written);
  if (tooMuch) return { ok: false, refusal: tooMuch };
  if (written) return { ok: true, document: written };
  return refuse('file-refused', { file }, `${file} cannot be written.`, 'Choose another file.');
}

function refuseFile(file: string, text: string, wanted: ReturnType<typeof textFileKind>): Diagnostic | undefined {
  const problem = problemOfProjectPath(file);
  const kind = textFileKind(file);
  if (problem || kind === undefined || kind !== wanted) {
    const message = `${JSON.stringify(file)} cannot be a file of the project.`;
    const remedy = problem
      ? `${explainPathProblem(problem)}.`
      : 'Use code in handlers/, or .json in schemas/ or tests/.';
    return { code: 'file-refused', severity: 'error', message, place: { file }, remedy };
  }
  const most = maxBytesOf(kind);
  // A character takes three bytes at most for each of its UTF-16 units.
  if (text.length * 3 <= most || Buffer.byteLength(text) <= most) return undefined;
  return {
    code: 'file-too-large',
    severity: 'error',
    message: `${file} would have more than ${most} bytes.`,
    place: { file },
    remedy: 'Move large data out of the project, or split the file.',
  };
}

/** What loading takes no more of must not grow; a character takes three bytes at most for each of its UTF-16 units. */
function refuseTotal(file: string, former: WorkingDocument, document: WorkingDocument): Diagnostic | undefined {
  const units = textsOf(document).reduce((sum, text) => sum + text.length, 0);
  if (units * 3 <= maxTotalBytes || bytesOf(document) <= Math.max(maxTotalBytes, bytesOf(former))) return undefined;
  return {
    code: 'project-too-large',
    severity: 'error',
    message: `With ${file} the project’s files would have more than ${maxTotalBytes} bytes together.`,
    place: { file },
    remedy: 'Move large data out of the project.',
  };
}

function bytesOf(document: WorkingDocument): number {
  return textsOf(document).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function textsOf({ handlers, schemas, tests }: WorkingDocument): string[] {
  return [...handlers.values(), ...schemas.values(), ...tests.values()];
}

/** Other commands check the elements that they are given themselves. */
function restores(command: GraphCommand): boolean {
  return command.type === 'restore' || (command.type === 'batch' && command.commands.some(restores));
}

function refuse(code: string, place: Diagnostic['place'], message: string, remedy: string): Edited {
  return { ok: false, refusal: { code, severity: 'error', message, place, remedy } };
}
