import path from 'node:path';
import { runProjectTests } from '../../engine/index.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { openProject } from '../project/open-project.ts';
import { diagnosticText } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';
import { resultText, summaryText } from './result-text.ts';

/** `topicraft test`: runs a project's captured tests, and says in what each that fails gave something else. */
export const testCommand: Command = async ({ arguments: [folder = ''], options, frontDoor, output }) => {
  const json = options['json'] === true;
  const paint = createPaint(output.colors.output);
  const { project, diagnostics } = await openProject(path.resolve(frontDoor.currentFolder, folder));
  if (!project) {
    if (json) output.writeJson({ ok: false, diagnostics, tests: [] });
    else for (const diagnostic of diagnostics) output.complain(diagnosticText(diagnostic, createPaint(false)));
    return exitCode.failed;
  }
  // What is wrong elsewhere in the project keeps no handler from its test; a file of tests/ that is no JSON is no test that passes.
  const unreadable = diagnostics.filter(({ place }) => place.file?.startsWith('tests/'));
  const results = await runProjectTests(project, frontDoor.processHost, (result) => {
    if (!json) output.write(resultText(result, paint));
  });
  const ok = unreadable.length === 0 && results.every((result) => result.ok);
  if (json) {
    output.writeJson({ ok, diagnostics: unreadable, tests: results });
  } else {
    for (const diagnostic of unreadable) output.write(diagnosticText(diagnostic, paint));
    output.write(summaryText(folder, results));
  }
  return ok ? exitCode.ok : exitCode.failed;
};
