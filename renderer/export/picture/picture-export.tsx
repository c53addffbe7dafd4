import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useApp, useGraph, useView } from '../../state/app-state.ts';
import type { PictureFormat } from '../../state/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Segmented } from '../../ui/field.tsx';
import panel from '../panel.module.css';
import { saveFile } from '../save-file.ts';
import { pictureBox } from './drawing.ts';
import { Picture } from './picture.tsx';
import type { Look } from './picture-parts.tsx';
import styles from './picture-export.module.css';
import { measureByCanvas } from './picture-text.ts';
import { pngFile, pngScale } from './png-file.ts';
import { svgFileText } from './svg-file.ts';
import { coloursOf, type Theme } from './theme-colours.ts';
import { useDrawingOfPicture } from './use-drawing-of-picture.ts';

/** The canvas as a picture: what is seen here is the file. */
export function PictureExport() {
  const app = useApp();
  const { view, settings } = app;
  const { name } = useGraph();
  const format = useView(({ exportAs }) => exportAs.picture);
  // Asked again when the person's theme changes.
  useStore(settings, (state) => state.theme);
  const [theme, setTheme] = useState<Theme>(shownTheme);
  const [unfolds, setUnfolds] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { drawing, folded } = useDrawingOfPicture(unfolds);
  const look = useMemo(() => lookOf(theme), [theme]);
  const element = useRef<SVGSVGElement>(null);

  const make = async (): Promise<Blob> => {
    if (!element.current) throw new Error('There is no picture yet.');
    if (format === 'png') return await pngFile(element.current);
    return new Blob([svgFileText(element.current)], { type: 'image/svg+xml' });
  };
  const during = (work: () => Promise<void>): void => {
    setBusy(true);
    work()
      .catch((error: unknown) => view.tell('error', error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false));
  };
  const save = (): void => during(async () => await saveFile(app, { name, kind: format, content: await make() }));
  const copy = (): void =>
    during(async () => {
      await copyPicture(format, make());
      view.tell('success', format === 'png' ? 'Picture copied.' : 'SVG copied.');
    });

  return (
    <div className={panel.panel}>
      <div className={panel.settings}>
        <Segmented
          label="Format"
          value={format}
          onChange={(picture) => view.setState(({ exportAs }) => ({ exportAs: { ...exportAs, picture } }))}
          options={[
            { value: 'svg', label: 'SVG' },
            { value: 'png', label: 'PNG' },
          ]}
        />
        <Segmented
          label="Colours"
          value={theme}
          onChange={setTheme}
          options={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
        />
        {folded > 0 && (
          <Segmented
            label="Services"
            value={unfolds ? 'unfolded' : 'drawn'}
            onChange={(chosen) => setUnfolds(chosen === 'unfolded')}
            options={[
              { value: 'drawn', label: 'Folded as drawn' },
              { value: 'unfolded', label: 'All unfolded' },
            ]}
          />
        )}
      </div>
      <div className={styles.stage}>
        {drawing ? <Picture ref={element} drawing={drawing} look={look} /> : <EmptyState title="Leading the wires" />}
      </div>
      <footer className={panel.footer}>
        <span className={panel.note}>{drawing && sizeText(format, pictureBox(drawing))}</span>
        <span className={panel.buttons}>
          <Button size="large" onClick={() => view.showDialog(undefined)}>
            Cancel
          </Button>
          <Button size="large" onClick={copy} disabled={isBusy || !drawing}>
            Copy
          </Button>
          <Button size="large" look="primary" onClick={save} disabled={isBusy || !drawing}>
            {format === 'png' ? 'Save PNG' : 'Save SVG'}
          </Button>
        </span>
      </footer>
    </div>
  );
}

function shownTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark';
}

function lookOf(theme: Theme): Look {
  const style = getComputedStyle(document.documentElement);
  const face = (name: string): string => style.getPropertyValue(name).replaceAll(/\s+/g, ' ').trim();
  return {
    colours: coloursOf(theme),
    faces: { text: face('--font-ui'), code: face('--font-mono') },
    measure: measureByCanvas(),
  };
}

function sizeText(format: PictureFormat, { width, height }: { width: number; height: number }): string {
  const scale = format === 'png' ? pngScale(width, height) : 1;
  const pixels = `${Math.round(width * scale)} × ${Math.round(height * scale)}`;
  return format === 'png' ? `${pixels} pixels` : `${pixels}, as large as you like without loss`;
}

/** An SVG as its text, which drawing programs and editors take; a PNG as a picture. */
async function copyPicture(format: PictureFormat, picture: Promise<Blob>): Promise<void> {
  if (format === 'png') {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    return;
  }
  await navigator.clipboard.writeText(await (await picture).text());
}
