import path from 'node:path';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { openProject } from '../project/open-project.ts';
import { diagnosticSummary, diagnosticText, hasErrors } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';

/** `topicraft validate`: everything that is wrong with a project, without running anything of it. */
export const validateCommand: Command = async ({ arguments: [folder = ''], options, frontDoor, output }) => {
  const { diagnostics } = await openProject(path.resolve(frontDoor.currentFolder, folder));
  if (options['json'] === true) {
    output.writeJson({ ok: !hasErrors(diagnostics), diagnostics });
  } else {
    const paint = createPaint(output.colors.output);
    for (const diagnostic of diagnostics) output.write(diagnosticText(diagnostic, paint));
    output.write(`${folder}: ${diagnosticSummary(diagnostics)}\n`);
  }
  return hasErrors(diagnostics) ? exitCode.failed : exitCode.ok;
};
