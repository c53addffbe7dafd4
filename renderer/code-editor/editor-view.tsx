import { useEffect, useRef } from 'react';
import { useApp, useView } from '../state/app-state.ts';
import styles from './code-editor.module.css';
import { monaco } from './monaco-setup.ts';
import type { ProjectModels } from './project-models.ts';

interface EditorViewProps {
  models: ProjectModels;
  file: string;
  /** Ctrl+Enter within the editor. */
  onTestRun: () => void;
}

/** Monaco itself: one editor, which shows the file in front. It keeps where each file was scrolled to. */
export function EditorView({ models, file, onTestRun }: EditorViewProps) {
  const { view } = useApp();
  const container = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const viewStates = useRef(new Map<string, monaco.editor.ICodeEditorViewState | null>());
  const testRun = useRef(onTestRun);
  const reveal = useView((state) => state.reveal);
  useEffect(() => {
    testRun.current = onTestRun;
  }, [onTestRun]);

  useEffect(() => {
    if (!container.current) return undefined;
    const created = monaco.editor.create(container.current, {
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
      fontLigatures: false,
      fontSize: 12,
      lineHeight: 18,
      tabSize: 2,
      scrollBeyondLastLine: false,
      fixedOverflowWidgets: true,
      renderLineHighlight: 'line',
      overviewRulerBorder: false,
      padding: { top: 8 },
      ariaLabel: 'Code',
    });
    // Monaco would wait for a second stroke after this one.
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyK, () => view.showDialog('palette'));
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => testRun.current());
    editor.current = created;
    return () => created.dispose();
  }, [view]);

  useEffect(() => {
    const shown = editor.current;
    const model = models.model(file);
    if (!shown || !model) return undefined;
    const states = viewStates.current;
    shown.setModel(model);
    const state = states.get(file);
    if (state) shown.restoreViewState(state);
    return () => void states.set(file, shown.saveViewState());
  }, [file, models]);

  useEffect(() => {
    if (reveal?.file !== file || !editor.current) return;
    const position = { lineNumber: reveal.line, column: reveal.column };
    editor.current.setPosition(position);
    editor.current.revealPositionInCenter(position);
    editor.current.focus();
    view.setState({ reveal: undefined });
  }, [reveal, file, view]);

  // `nokey`: React Flow takes the space bar for panning wherever it doesn't see a text field, and Monaco's is none.
  return <div ref={container} className={`${styles.editor} nokey`} />;
}
