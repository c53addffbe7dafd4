import path from 'node:path';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import { importAsyncapi } from '../../engine/index.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../command-line/parse.ts';
import { exitCode } from '../exit-code.ts';
import { diagnosticSentences } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';
import { unsaidText } from '../terminal/unsaid-text.ts';

/** `:3:7` where one place is known. */
function lineOf([diagnostic]: readonly Diagnostic[]): string {
  const { line, column } = diagnostic?.place ?? {};
  return line === undefined ? '' : `:${line}:${column ?? 1}`;
}

/** `topicraft import`: a new project of an AsyncAPI 3 document, in a folder that holds nothing yet. */
export const importCommand: Command = async ({ arguments: [given = ''], options, frontDoor, output }) => {
  const { out } = options;
  if (typeof out !== 'string') throw new UsageError('import needs --out DIR.', 'import');
  const file = path.resolve(frontDoor.currentFolder, given);
  const imported = await importAsyncapi({ file }, path.resolve(frontDoor.currentFolder, out));
  if (!imported.ok) {
    const { diagnostics } = imported;
    if (options['json']) output.writeJson({ ok: false, diagnostics });
    else output.complain(`topicraft: ${given}${lineOf(diagnostics)}: ${diagnosticSentences(diagnostics)}`);
    return exitCode.failed;
  }
  const { unsaid, project } = imported;
  if (options['json']) {
    output.writeJson({ ok: true, folder: project.folder, unsaid });
  } else {
    const counts = (['topic', 'producer', 'consumer'] as const).map((kind) => {
      const count = project.graph.nodes.filter((node) => node.kind === kind).length;
      return `${count} ${kind}${count === 1 ? '' : 's'}`;
    });
    output.write(unsaidText(unsaid, createPaint(output.colors.output)));
    output.write(`${out} is ready, with ${counts.join(', ')}. Open it with: topicraft serve ${out}\n`);
  }
  return exitCode.ok;
};
