import { fullHexColour } from './hex-colour.ts';
import { monaco } from './monaco-setup.ts';

const themeName = 'topicraft';

/** Colours of the editor from the page's tokens, taken anew whenever the page's theme changes. Returns what ends that. */
export function followPageTheme(): () => void {
  applyTheme();
  const observer = new MutationObserver(applyTheme);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

function applyTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => fullHexColour(style.getPropertyValue(`--${name}`));
  const syntax = (name: string): string => token(`syn-${name}`).slice(1);
  monaco.editor.defineTheme(themeName, {
    base: document.documentElement.dataset['theme'] === 'light' ? 'vs' : 'vs-dark',
    inherit: true,
    rules: [
      { token: 'keyword', foreground: syntax('key') },
      { token: 'string', foreground: syntax('str') },
      { token: 'string.key.json', foreground: syntax('key') },
      { token: 'string.value.json', foreground: syntax('str') },
      { token: 'number', foreground: syntax('num') },
      { token: 'comment', foreground: syntax('com') },
      { token: 'type', foreground: syntax('type') },
      { token: 'type.identifier', foreground: syntax('type') },
      { token: 'delimiter', foreground: syntax('punc') },
      { token: 'identifier', foreground: token('text-1').slice(1) },
    ],
    colors: {
      'editor.background': token('bg-panel'),
      'editor.foreground': token('text-1'),
      'editorLineNumber.foreground': token('text-3'),
      'editorLineNumber.dimmedForeground': token('text-3'),
      'editorLineNumber.activeForeground': token('text-1'),
      'editor.lineHighlightBackground': token('bg-hover'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': token('accent-soft'),
      'editorCursor.foreground': token('accent'),
      'editorError.foreground': token('error'),
      'editorWarning.foreground': token('warn-mark'),
      'editorWidget.background': token('bg-overlay'),
      'editorWidget.border': token('line'),
      'editorSuggestWidget.background': token('bg-overlay'),
      'editorSuggestWidget.selectedBackground': token('bg-active'),
      'editorSuggestWidget.selectedForeground': token('text-1'),
      'editorSuggestWidget.highlightForeground': token('accent-text'),
      'editorSuggestWidget.focusHighlightForeground': token('accent-text'),
      'editorHoverWidget.background': token('bg-overlay'),
      'editorHoverWidget.border': token('line'),
      'editorGutter.background': token('bg-panel'),
      'editorActionList.background': token('bg-overlay'),
      'editorActionList.foreground': token('text-1'),
      'editorActionList.focusBackground': token('bg-active'),
      'editorActionList.focusForeground': token('text-1'),
      'diffEditor.insertedLineBackground': token('diff-add'),
      'diffEditor.insertedTextBackground': token('diff-add'),
      'diffEditor.removedLineBackground': token('diff-del'),
      'diffEditor.removedTextBackground': token('diff-del'),
      'diffEditor.unchangedRegionBackground': token('bg-raised'),
      'diffEditor.unchangedRegionForeground': token('text-2'),
      focusBorder: token('accent'),
    },
  });
  monaco.editor.setTheme(themeName);
}
