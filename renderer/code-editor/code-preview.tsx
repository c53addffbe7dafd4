import { useEffect, useRef } from 'react';
import styles from './code-editor.module.css';
import { followPageTheme } from './monaco-theme.ts';
import { monaco } from './monaco-setup.ts';
import { previewLanguage } from './preview-language.ts';

interface CodePreviewProps {
  /** Tells the language. */
  path: string;
  /** Where it is given, the differences are shown. */
  before?: string;
  text: string;
}

const options = {
  automaticLayout: true,
  readOnly: true,
  domReadOnly: true,
  // Nothing is typed here, so Tab goes on to what comes next.
  tabFocusMode: true,
  minimap: { enabled: false },
  fontLigatures: false,
  fontSize: 12,
  lineHeight: 18,
  scrollBeyondLastLine: false,
  fixedOverflowWidgets: true,
  renderLineHighlight: 'none',
  guides: { indentation: false },
  overviewRulerBorder: false,
  padding: { top: 8 },
} as const;

/** Brackets in the colours of the text: their pairs matter to whoever writes. */
function plainModel(text: string, language: string): monaco.editor.ITextModel {
  const model = monaco.editor.createModel(text, language);
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  return model;
}

/** A text to look at, in Monaco: whole, or as its difference to the text before. */
export function CodePreview({ path, before, text }: CodePreviewProps) {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => followPageTheme(), []);
  useEffect(() => {
    if (!container.current) return undefined;
    const fontFamily = getComputedStyle(document.documentElement).getPropertyValue('--font-mono');
    const language = previewLanguage(path);
    const model = plainModel(text, language);
    if (before === undefined) {
      const editor = monaco.editor.create(container.current, { ...options, fontFamily, model, ariaLabel: path });
      return () => {
        editor.dispose();
        model.dispose();
      };
    }
    const former = plainModel(before, language);
    const editor = monaco.editor.createDiffEditor(container.current, {
      ...options,
      fontFamily,
      renderSideBySide: false,
      hideUnchangedRegions: { enabled: true },
      renderOverviewRuler: false,
    });
    // The labels that a diff editor takes for its two sides reach neither of them.
    editor.getOriginalEditor().updateOptions({ ariaLabel: `${path} as it is` });
    editor.getModifiedEditor().updateOptions({ ariaLabel: `${path} as it would be` });
    editor.setModel({ original: former, modified: model });
    return () => {
      editor.dispose();
      former.dispose();
      model.dispose();
    };
  }, [path, before, text]);
  return <div ref={container} className={`${styles.whole} nokey`} />;
}
