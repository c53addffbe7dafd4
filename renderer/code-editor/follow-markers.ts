import type { DiagnosticMessage } from '../../shared/contract/index.ts';
import type { AppState } from '../state/app-state.ts';
import { monaco } from './monaco-setup.ts';

/** Tells the Problems panel what TypeScript finds in handlers. Returns what ends that. */
export function followMarkers(app: AppState): () => void {
  const tell = (): void => {
    const problems = monaco.editor.getModelMarkers({ owner: 'typescript' }).flatMap(problemOf);
    app.view.setState({ codeProblems: problems });
  };
  const listening = monaco.editor.onDidChangeMarkers(tell);
  return () => {
    listening.dispose();
    app.view.setState({ codeProblems: [] });
  };
}

function problemOf(marker: monaco.editor.IMarker): DiagnosticMessage[] {
  if (marker.severity < monaco.MarkerSeverity.Warning) return [];
  return [
    {
      code: `typescript.${typeof marker.code === 'object' ? marker.code.value : (marker.code ?? 'error')}`,
      severity: marker.severity === monaco.MarkerSeverity.Error ? 'error' : 'warning',
      message: marker.message,
      place: { file: marker.resource.path.slice(1), line: marker.startLineNumber, column: marker.startColumn },
      remedy: '',
    },
  ];
}
