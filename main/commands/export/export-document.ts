import path from 'node:path';
import { describeProject, type DescriptionForm, loadProject, writeDocument } from '../../engine/index.ts';
import type { Invocation } from '../command.ts';
import { UsageError } from '../command-line/parse.ts';
import { exitCode } from '../exit-code.ts';
import { diagnosticSentences } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';
import { unsaidText } from '../terminal/unsaid-text.ts';

export type DocumentTarget = 'asyncapi' | 'mermaid';

/** A project as one text, to a file or to standard output. An unfinished one too: what is wrong in it is left out and listed. */
export async function exportDocument(
  target: DocumentTarget,
  { arguments: [given = ''], options, frontDoor, output }: Invocation,
): Promise<number> {
  for (const name of ['force', 'merge', 'dry-run']) {
    if (options[name]) throw new UsageError(`--${name} is for --target typescript-kafkajs.`, 'export');
  }
  const out = typeof options['out'] === 'string' && options['out'] !== '-' ? options['out'] : undefined;
  const form = formOf(target, options['format'], out);
  const load = await loadProject(path.resolve(frontDoor.currentFolder, given));
  if (!load.ok) {
    output.complain(`topicraft: ${diagnosticSentences(load.diagnostics)}`);
    return exitCode.failed;
  }
  const { text, unsaid } = describeProject(load.project, form);
  if (out !== undefined) {
    const refusal = await writeDocument(load.project, path.resolve(frontDoor.currentFolder, out), text);
    if (refusal) {
      output.complain(`topicraft: ${diagnosticSentences([refusal])}`);
      return exitCode.failed;
    }
  }
  if (options['json']) {
    output.writeJson({ target, ...(out === undefined ? { text } : { written: [out] }), unsaid });
  } else if (out === undefined) {
    output.write(text);
    if (unsaid.length > 0) output.complain(unsaidText(unsaid, createPaint(output.colors.errors)));
  } else {
    output.write(`${unsaidText(unsaid, createPaint(output.colors.output))}${out} is written.\n`);
  }
  return exitCode.ok;
}

/** As the option says, else as the file's name does, else YAML. */
function formOf(target: DocumentTarget, format: string | true | undefined, out: string | undefined): DescriptionForm {
  if (target === 'mermaid') {
    if (format !== undefined) throw new UsageError('--format is for --target asyncapi.', 'export');
    return 'mermaid';
  }
  if (format === undefined) return out?.toLowerCase().endsWith('.json') ? 'asyncapi-json' : 'asyncapi-yaml';
  if (format !== 'yaml' && format !== 'json') throw new UsageError('--format is yaml or json.', 'export');
  return `asyncapi-${format}`;
}
