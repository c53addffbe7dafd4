import { lazy, Suspense } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { useApp, useView } from '../state/app-state.ts';
import type { RightTab } from '../state/view-store.ts';
import { OutsideBanner } from '../session/outside-banner.tsx';
import { TrustBanner } from '../trust/trust-banner.tsx';
import { BottomPanel } from './bottom-panel.tsx';
import { Canvas } from '../canvas/canvas.tsx';
import { Explorer } from './explorer.tsx';
import { ExplorerRail } from './explorer-rail.tsx';
import { ProjectDialogs } from './project-dialogs.tsx';
import styles from './project-window.module.css';
import { RightPanel } from './right-panel.tsx';
import { StatusBar } from './status-bar.tsx';
import { TitleBar } from './title-bar.tsx';
import { useMediaQuery } from './use-media-query.ts';

const GraphTable = lazy(() => import('../table/graph-table.tsx').then((module) => ({ default: module.GraphTable })));

/** The window of an open project: title bar, banners, explorer, canvas, inspector or editor, bottom panels, status bar. */
export function ProjectWindow() {
  const leftOpen = useView((view) => view.leftOpen);
  const isNarrow = useMediaQuery('(max-width: 1359px)');
  return (
    <div className={styles.window}>
      <TitleBar />
      <div>
        <TrustBanner />
        <OutsideBanner />
      </div>
      <div className={styles.body}>
        {leftOpen && (isNarrow ? <ExplorerRail /> : <Explorer />)}
        <WorkArea />
      </div>
      <StatusBar />
      <ProjectDialogs />
    </div>
  );
}

function WorkArea() {
  const { settings } = useApp();
  const rightOpen = useView((view) => view.rightOpen);
  const bottomOpen = useView((view) => view.bottomOpen);
  const isTable = useView((view) => view.graphView === 'table');
  const isMetrics = useView((view) => view.bottomTab === 'metrics');
  const rightTab = useView((view) => view.rightTab);
  const isCode = rightTab === 'code';
  const isLife = rightTab === 'life';
  const saved = useStore(settings, ({ layout }) => layout);
  const { key: rightKey, usual, least, most } = rightWidths[rightTab];
  const rightSize = sizeOf(saved[rightKey]) ?? usual;
  const bottomKey = isMetrics ? 'metricsHeight' : 'bottomHeight';
  const bottomSize = sizeOf(saved[bottomKey]) ?? (isMetrics ? 376 : usualBottomHeight());
  const canvas = (
    <Panel id="canvas" minSize={240}>
      {isTable ? (
        <Suspense fallback={null}>
          <GraphTable />
        </Suspense>
      ) : (
        <Canvas />
      )}
    </Panel>
  );
  const bottom = bottomOpen && (
    <>
      <Separator className={styles.horizontal} />
      <Panel
        key={bottomKey}
        id={bottomKey}
        defaultSize={bottomSize}
        minSize={120}
        maxSize="60%"
        groupResizeBehavior="preserve-pixel-size"
        onResize={({ inPixels }) => settings.remember(bottomKey, Math.round(inPixels))}
      >
        <BottomPanel />
      </Panel>
    </>
  );
  const right = rightOpen && (
    <>
      <Separator className={styles.vertical} />
      <Panel
        key={rightKey}
        id={rightKey}
        defaultSize={rightSize}
        minSize={least}
        maxSize={most}
        groupResizeBehavior="preserve-pixel-size"
        onResize={({ inPixels }) => settings.remember(rightKey, Math.round(inPixels))}
      >
        <RightPanel />
      </Panel>
    </>
  );
  // The editor and an event's life take the window's height, the inspector leaves the bottom panel its width.
  if (isCode || isLife) {
    return (
      <Group orientation="horizontal" className={styles.work}>
        <Panel id="left-of-editor" minSize={320}>
          <Group orientation="vertical">
            {canvas}
            {bottom}
          </Group>
        </Panel>
        {right}
      </Group>
    );
  }
  return (
    <Group orientation="vertical" className={styles.work}>
      <Panel id="above-bottom" minSize={160}>
        <Group orientation="horizontal">
          {canvas}
          {right}
        </Group>
      </Panel>
      {bottom}
    </Group>
  );
}

const beside = { key: 'inspectorWidth', usual: 304, least: 280, most: 420 };

/** What stands on the right, in pixels: each keeps a width of its own. */
const rightWidths: Record<RightTab, { key: string; usual: number; least: number; most: number | string }> = {
  settings: beside,
  health: beside,
  focus: beside,
  code: { key: 'editorWidth', usual: 664, least: 480, most: '70%' },
  life: { key: 'lifeWidth', usual: 464, least: 400, most: '50%' },
};

/** A low window leaves the drawing what it needs to be read. */
function usualBottomHeight(): number {
  return window.innerHeight < 900 ? 208 : 276;
}

function sizeOf(saved: unknown): number | undefined {
  return typeof saved === 'number' && Number.isFinite(saved) ? saved : undefined;
}
