import { canConnect, isHandlerNode } from '../../shared/graph/index.ts';
import { tellOutcome } from '../actions/edit-actions.ts';
import type { AppState } from '../state/app-state.ts';
import { newId } from '../state/new-id.ts';
import { monaco } from './monaco-setup.ts';
import { unwiredEmitAt } from './unwired-emit.ts';

const connectCommand = 'topicraft.connect';

/** "Connect the missing wire" and "emit to a wired topic", where `emit` names a topic that its node isn't wired to. */
export function registerQuickFixes(app: AppState): monaco.IDisposable {
  const command = monaco.editor.registerCommand(connectCommand, (_accessor, source: string, target: string) => {
    const { project } = app.project.getState();
    if (!project) return;
    const edge = { id: newId(), kind: 'publishes' as const, source, target };
    tellOutcome(app, app.project.execute({ type: 'add-edge', edge }, { label: 'connect' }));
  });
  const provider = monaco.languages.registerCodeActionProvider('typescript', {
    provideCodeActions: (model, _range, context) => {
      const actions = context.markers
        .filter(({ severity }) => severity === monaco.MarkerSeverity.Error)
        .flatMap((marker) => fixesOf(app, model, marker));
      return { actions, dispose: () => undefined };
    },
  });
  return {
    dispose: () => {
      command.dispose();
      provider.dispose();
    },
  };
}

function fixesOf(
  app: AppState,
  model: monaco.editor.ITextModel,
  marker: monaco.editor.IMarkerData,
): monaco.languages.CodeAction[] {
  const { project } = app.project.getState();
  const named = unwiredEmitAt(model.getLineContent(marker.startLineNumber), marker.startColumn);
  if (!project || !named) return [];
  const { graph } = project.document;
  const file = model.uri.path.slice(1);
  const node = graph.nodes.find((candidate) => isHandlerNode(candidate) && candidate.handler === file);
  if (!node) return [];
  const wired = graph.edges
    .filter(({ source, kind, deadLetter }) => source === node.id && kind === 'publishes' && !deadLetter)
    .flatMap(({ target }) => graph.nodes.filter(({ id }) => id === target));
  const topic = graph.nodes.find(({ kind, name }) => kind === 'topic' && name === named.topic);
  const connect =
    topic && canConnect(graph, node.id, topic.id).allowed
      ? [
          {
            title: `Connect ${node.name} to ${topic.name}`,
            kind: 'quickfix',
            diagnostics: [marker],
            isPreferred: true,
            command: { id: connectCommand, title: 'Connect', arguments: [node.id, topic.id] },
          },
        ]
      : [];
  const replace = wired
    .filter(({ name }) => name !== named.topic)
    .map(({ name }) => ({
      title: `Emit to ${name}`,
      kind: 'quickfix',
      diagnostics: [marker],
      edit: {
        edits: [
          {
            resource: model.uri,
            versionId: model.getVersionId(),
            textEdit: {
              range: {
                startLineNumber: marker.startLineNumber,
                endLineNumber: marker.startLineNumber,
                startColumn: named.startColumn,
                endColumn: named.endColumn,
              },
              text: name,
            },
          },
        ],
      },
    }));
  return [...connect, ...replace];
}
