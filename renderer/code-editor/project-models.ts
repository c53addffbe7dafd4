import { generateHandlerTypes } from '../../shared/graph/index.ts';
import type { AppState } from '../state/app-state.ts';
import type { OpenProject } from '../state/project-document.ts';
import { monaco } from './monaco-setup.ts';

type Model = monaco.editor.ITextModel;

/** Letters typed within this time go to the document together. */
const editDelayMs = 250;
const typesDelayMs = 150;

/**
 * A model for each handler, schema and test of the open project, kept equal to the document in both directions, and the
 * types that go with its graph. Owns the models, their timers and the subscription to the document; `dispose` ends all.
 */
export class ProjectModels {
  private readonly app: AppState;
  private readonly models = new Map<string, Model>();
  private readonly edits = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly unsubscribe: () => void;
  private typesTimer: ReturnType<typeof setTimeout> | undefined;
  private typesOf: Pick<OpenProject, 'schemas'> & { graph: object } = { graph: {}, schemas: {} };
  private packagesOf: string | undefined | null = null;
  private packageLibs: monaco.IDisposable[] = [];
  /** True while a model takes the document's text, which is no edit of the person's. */
  private isTaking = false;

  constructor(app: AppState) {
    this.app = app;
    this.take();
    this.unsubscribe = app.project.subscribe(() => this.take());
  }

  /** Undefined where the project has no such file. */
  model(file: string): Model | undefined {
    return this.models.get(file);
  }

  /** Sends what was typed last to the document now, as before a save. */
  flush(): void {
    for (const file of this.edits.keys()) this.commit(file);
  }

  dispose(): void {
    this.flush();
    this.unsubscribe();
    clearTimeout(this.typesTimer);
    for (const model of this.models.values()) model.dispose();
    this.models.clear();
    for (const library of this.packageLibs) library.dispose();
  }

  private take(): void {
    const { project } = this.app.project.getState();
    if (!project) return;
    const texts = new Map<string, string>([
      ...project.document.handlers,
      ...Object.entries(project.schemas),
      ...Object.entries(project.tests),
      ...(project.packageJson === undefined ? [] : [['package.json', project.packageJson] as const]),
    ]);
    this.isTaking = true;
    for (const [file, text] of texts) this.takeText(file, text);
    for (const [file, model] of this.models) {
      if (texts.has(file)) continue;
      model.dispose();
      this.models.delete(file);
    }
    this.isTaking = false;
    this.takeTypes(project);
    this.takePackages(project);
  }

  private takeText(file: string, text: string): void {
    const model = this.models.get(file);
    if (!model) {
      const created = monaco.editor.createModel(text, undefined, monaco.Uri.file(file));
      created.setEOL(monaco.editor.EndOfLineSequence.LF);
      created.onDidChangeContent(() => this.edited(file));
      this.models.set(file, created);
    } else if (!this.edits.has(file) && model.getValue() !== text) {
      // As an edit, so that the editor's own undo goes on over it.
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    }
  }

  private edited(file: string): void {
    if (this.isTaking) return;
    clearTimeout(this.edits.get(file));
    this.edits.set(
      file,
      setTimeout(() => this.commit(file), editDelayMs),
    );
  }

  private commit(file: string): void {
    clearTimeout(this.edits.get(file));
    this.edits.delete(file);
    const model = this.models.get(file);
    if (!model || model.isDisposed()) return;
    const text = model.getValue();
    if (!file.startsWith('handlers/')) return this.app.project.writeFile(file, text);
    const outcome = this.app.project.execute(
      { type: 'write-handler-file', file, text },
      { label: `typing in ${file}`, undoable: false },
    );
    if (!outcome.ok) this.app.view.tell('error', `${outcome.problem.message} ${outcome.problem.remedy}`);
  }

  private takeTypes({ document, schemas }: OpenProject): void {
    if (this.typesOf.graph === document.graph && this.typesOf.schemas === schemas) return;
    this.typesOf = { graph: document.graph, schemas };
    clearTimeout(this.typesTimer);
    const apply = (): void => {
      const text = generateHandlerTypes(document.graph, parsedSchemas(schemas));
      monaco.typescript.typescriptDefaults.addExtraLib(text, 'file:///topicraft.d.ts');
    };
    this.typesTimer = setTimeout(apply, typesDelayMs);
  }

  /** Declarations of the project's npm packages; read again when package.json has changed. */
  private takePackages({ projectId, packageJson }: OpenProject): void {
    if (this.packagesOf === packageJson) return;
    this.packagesOf = packageJson;
    if (packageJson !== undefined) void this.readPackages(projectId);
  }

  /** Also asked for after packages were installed. */
  async readPackages(projectId: string): Promise<void> {
    try {
      const { files } = await this.app.client.code.packageTypes({ projectId });
      for (const library of this.packageLibs) library.dispose();
      this.packageLibs = Object.entries(files).map(([path, text]) =>
        monaco.typescript.typescriptDefaults.addExtraLib(text, `file:///node_modules/${path}`),
      );
    } catch {
      // Without their types packages are `any` with a diagnostic, which says enough.
      this.packageLibs = [];
    }
  }
}

function parsedSchemas(schemas: Readonly<Record<string, string>>): Map<string, unknown> {
  const parsed = new Map<string, unknown>();
  for (const [file, text] of Object.entries(schemas)) {
    try {
      parsed.set(file, JSON.parse(text));
    } catch {
      // A schema that doesn't parse (yet) gives no types; validation says what is wrong with it.
    }
  }
  return parsed;
}
