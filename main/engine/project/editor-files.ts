import { generateHandlerTypes, type Diagnostic } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { typesFile, type FileCode, type LoadedProject } from './project.ts';
import { readProjectFile } from './read-file.ts';
import { writeFiles, type FileChange } from './write-files.ts';

/** Of TypeScript, and of the editors that understand it. */
export const configurationFile = 'tsconfig.json';
const maxTypesBytes = 64 * 1024 * 1024;

/**
 * What outside editors need to understand the handlers: topicraft.d.ts brought up to date, and a tsconfig.json where there is
 * none. What keeps them from being written is a warning.
 */
export async function writeEditorFiles(project: LoadedProject): Promise<Diagnostic<FileCode>[]> {
  const warnings = await writeHandlerTypes(project);
  const found = await readProjectFile(project.folder, configurationFile, maxTypesBytes);
  if (found.status !== 'missing') return warnings;
  return [...warnings, ...(await writeFor(project, { file: configurationFile, after: tsconfigText }))];
}

/**
 * Brings topicraft.d.ts up to date with the graph and the schemas; the file is touched only where its text differs. What
 * keeps it from being written is a warning: types are for editors, and nothing that runs needs them.
 */
export async function writeHandlerTypes(project: LoadedProject): Promise<Diagnostic<FileCode>[]> {
  const after = generateHandlerTypes(project.graph, project.schemas);
  const found = await readProjectFile(project.folder, typesFile, maxTypesBytes);
  if (found.status === 'refused') return [{ ...found.diagnostic, severity: 'warning' }];
  if (found.status === 'read' && found.text === after) return [];
  const before = found.status === 'read' ? { before: found.text } : {};
  return await writeFor(project, { file: typesFile, ...before, after });
}

async function writeFor(project: LoadedProject, change: FileChange): Promise<Diagnostic<FileCode>[]> {
  const { file } = change;
  try {
    await writeFiles(project.folder, [change]);
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [
      {
        code: 'file-unwritable',
        severity: 'warning',
        message: `${file} could not be written, so other editors show older types: ${error.message}.`,
        place: { file },
        remedy: 'Check the permissions of the project’s folder.',
      },
    ];
  }
}

/**
 * The tsconfig.json of a new project: enough for an editor to understand handlers with nothing installed. `dom` stands for
 * what Node shares with browsers (AbortSignal, fetch, URL, timers); a project that installs @types/node replaces it.
 */
export const tsconfigText = `{
  "compilerOptions": {
    "target": "es2023",
    "lib": ["es2023", "dom"],
    "types": [],
    "module": "preserve",
    "moduleResolution": "bundler",
    "allowImportingTsExtensions": true,
    "verbatimModuleSyntax": true,
    "resolveJsonModule": true,
    "noEmit": true,
    "strict": true
  },
  "include": ["handlers", "topicraft.d.ts"]
}
`;
