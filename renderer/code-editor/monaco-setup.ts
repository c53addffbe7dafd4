import * as monaco from 'monaco-editor';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker.js?worker';
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker.js?worker';

/** Workers are files of the app itself: the page's CSP allows no other scripts. */
self.MonacoEnvironment = {
  getWorker: (_workerId, label) => {
    if (label === 'typescript' || label === 'javascript') return new TypeScriptWorker();
    if (label === 'json') return new JsonWorker();
    return new EditorWorker();
  },
};

const { typescriptDefaults, ModuleKind, ModuleResolutionKind, ScriptTarget } = monaco.typescript;

// As the tsconfig.json that a project gets: handlers are ES modules that esbuild bundles.
typescriptDefaults.setCompilerOptions({
  target: ScriptTarget.ESNext,
  module: ModuleKind.ESNext,
  moduleResolution: ModuleResolutionKind.NodeJs,
  lib: ['es2023', 'dom'],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  allowNonTsExtensions: true,
  resolveJsonModule: true,
  esModuleInterop: true,
  skipLibCheck: true,
});
// All handlers are looked at, open or not: a schema's field renamed marks every one that used it.
typescriptDefaults.setEagerModelSync(true);
typescriptDefaults.setDiagnosticsOptions({ onlyVisible: false });

export { monaco };
