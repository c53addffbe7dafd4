import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, watch } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { graphOf, producer } from '../support/graph-builder.ts';
import { folderWith, projectWith } from '../support/project-folder.ts';
import { testEngine } from '../support/test-engine.ts';

const program = fileURLToPath(new URL('./fixtures/engine-edits/edit.ts', import.meta.url));

const countIn = (text: string): number => Number(/edit (\d+)/.exec(text)?.[1] ?? 0);

/** The newest edit that the journal holds. It is whole at any moment, or JSON.parse throws. */
async function journalledCount(folder: string): Promise<number> {
  const name = (await readdir(folder)).find((candidate) => candidate.endsWith('.json'));
  if (name === undefined) return 0;
  const journal = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as { files: { mine: string }[] };
  return countIn(journal.files[0]?.mine ?? '');
}

describe('an engine that is killed', () => {
  it('loses no edit that its journal had, however often it happens', async () => {
    const stateFolder = await folderWith({});
    const journals = path.join(stateFolder, 'journals');
    await mkdir(journals);
    const folder = await projectWith(graphOf([producer('web')]), { 'handlers/web.ts': '// as saved' });
    let recovered = 0;
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, [program, stateFolder, folder], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      const ended = once(child, 'exit');
      const written = watch(journals)[Symbol.asyncIterator]();
      let journalled = 0;
      while (journalled <= recovered + 20) {
        await written.next();
        journalled = await journalledCount(journals);
      }
      await written.return?.();
      child.kill('SIGKILL');
      await ended;
      expect(child.signalCode).toBe('SIGKILL');

      const { engine, client } = await testEngine({ stateFolder });
      const opened = await client.projects.open({ folder });
      if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
      expect(opened.project.recovered).toBe(true);
      recovered = countIn(opened.project.handlers['handlers/web.ts'] ?? '');
      expect(recovered).toBeGreaterThanOrEqual(journalled);
      await engine.close();
    }
    expect(await readFile(path.join(folder, 'handlers/web.ts'), 'utf8')).toBe('// as saved');
  });
});
