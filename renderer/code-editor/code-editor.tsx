import { useEffect, useState } from 'react';
import { isHandlerNode } from '../../shared/graph/index.ts';
import { useApp, useGraph, useOpenProject, useView } from '../state/app-state.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './code-editor.module.css';
import { EditorTabs } from './editor-tabs.tsx';
import { EditorView } from './editor-view.tsx';
import { followMarkers } from './follow-markers.ts';
import { followPageTheme } from './monaco-theme.ts';
import { PackagesBar } from './packages-bar.tsx';
import { ProjectModels } from './project-models.ts';
import { registerQuickFixes } from './quick-fixes.ts';
import { RerunStrip } from './rerun-strip.tsx';
import { TestRunStrip, type TestRunRequest } from './test-run-strip.tsx';
import { formatFiles } from './format-files.ts';

/** Handlers and schemas of the project in Monaco, with the strip that runs the handler in front. */
export function CodeEditor() {
  const app = useApp();
  const activeFile = useView((view) => view.activeFile);
  const [models, setModels] = useState<ProjectModels>();
  const [request, setRequest] = useState<TestRunRequest>({ count: 0 });
  const exists = useOpenProject(
    ({ document, schemas, tests }) =>
      activeFile !== undefined &&
      (document.handlers.has(activeFile) ||
        schemas[activeFile] !== undefined ||
        tests[activeFile] !== undefined ||
        activeFile === 'package.json'),
  );
  const rerunOf = useView((view) => view.rerunOf);
  const node = useGraph().nodes.find((candidate) => isHandlerNode(candidate) && candidate.handler === activeFile);
  useEffect(() => {
    const created = new ProjectModels(app);
    const endTheme = followPageTheme();
    const fixes = registerQuickFixes(app);
    const endMarkers = followMarkers(app);
    const endBeforeSave = app.project.beforeSave(async () => {
      created.flush();
      await formatFiles(app, created);
    });
    // Models belong to Monaco, outside of React, and are there only after this effect.
    // oxlint-disable-next-line react/set-state-in-effect
    setModels(created);
    return () => {
      endBeforeSave();
      endMarkers();
      fixes.dispose();
      endTheme();
      created.dispose();
    };
  }, [app]);
  if (!models) return null;
  return (
    <div className={styles.panel}>
      <EditorTabs />
      {activeFile === undefined || !exists ? (
        <EmptyState title={activeFile === undefined ? 'No file open' : `${activeFile} is not there`}>
          {activeFile === undefined
            ? 'Select a producer or a consumer, and press Enter.'
            : 'It was removed or renamed. The project no longer has it.'}
        </EmptyState>
      ) : (
        <>
          <EditorView
            models={models}
            file={activeFile}
            onTestRun={() => setRequest(({ count }) => ({ count: count + 1 }))}
          />
          <PackagesBar file={activeFile} onInstalled={(projectId) => void models.readPackages(projectId)} />
          {node && isHandlerNode(node) && rerunOf?.node === node.id && (
            <RerunStrip key={node.id} node={node} rerunOf={rerunOf} flush={() => models.flush()} />
          )}
          {node && isHandlerNode(node) && rerunOf?.node !== node.id && (
            <TestRunStrip
              key={node.id}
              node={node}
              request={request}
              textOf={() => models.model(activeFile)?.getValue()}
            />
          )}
        </>
      )}
    </div>
  );
}
