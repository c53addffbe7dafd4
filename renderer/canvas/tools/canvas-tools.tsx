import { MiniMap, Panel, useStore } from '@xyflow/react';
import { Hand, Lock, LockOpen, Maximize, Minus, MousePointer2, Plus, Spline } from 'lucide-react';
import type { CanvasTool } from '../../state/view-store.ts';
import { useApp, useView } from '../../state/app-state.ts';
import { GraphViewChoice } from '../../app/graph-view-choice.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { fitAll, zoomIn, zoomOut, zoomTo } from '../camera.ts';
import { useCanvas, useCanvasView, type CanvasView } from '../canvas-store.ts';
import type { FlowNode } from '../model/flow-elements.ts';
import { heatMeasures } from '../nodes/heat.ts';
import { SearchBar } from '../search/search-bar.tsx';
import { EmptyCanvas } from './empty-canvas.tsx';
import { ZoomMarks } from './zoom-marks.tsx';
import styles from './canvas-tools.module.css';

const tools: readonly { tool: CanvasTool; label: string; stroke: string; icon: typeof Hand }[] = [
  { tool: 'select', label: 'Select', stroke: 'V', icon: MousePointer2 },
  { tool: 'pan', label: 'Pan', stroke: 'H', icon: Hand },
  { tool: 'connect', label: 'Connect', stroke: 'W', icon: Spline },
];

/** What floats over the canvas in its corners. */
export function CanvasTools() {
  const search = useCanvasView((view) => view.search);
  const isFollowing = useCanvasView((view) => view.followed !== undefined);
  return (
    <>
      <ZoomMarks />
      <EmptyCanvas />
      {/* While an event is followed, what is said of it stands there. */}
      {!isFollowing && (
        <>
          <Panel position="top-left" className={styles.corner}>
            <ToolChoice />
            <GraphViewChoice />
            {search && <SearchBar search={search} />}
          </Panel>
          <Panel position="top-right" className={styles.corner}>
            <Views />
          </Panel>
        </>
      )}
      <Panel position="bottom-left" className={styles.corner}>
        <Zoom />
      </Panel>
      <MiniMap<FlowNode>
        className={styles.miniMap ?? ''}
        pannable
        zoomable
        nodeClassName={miniClass}
        nodeBorderRadius={3}
        nodeStrokeWidth={0}
        ariaLabel="Overview of the canvas"
      />
    </>
  );
}

function ToolChoice() {
  const { view } = useApp();
  const current = useView((state) => state.tool);
  return (
    <div className={styles.float} role="group" aria-label="Tools">
      {tools.map(({ tool, label, stroke, icon }) => (
        <IconButton
          key={tool}
          size="small"
          icon={icon}
          label={label}
          stroke={stroke}
          pressed={current === tool}
          onClick={() => view.setState({ tool })}
        />
      ))}
    </div>
  );
}

const views: readonly { key: keyof CanvasView['shows']; label: string }[] = [
  { key: 'rates', label: 'Rates' },
  { key: 'lag', label: 'Lag' },
  { key: 'heat', label: 'Heat' },
];

function Views() {
  const canvas = useCanvas();
  const shows = useCanvasView((view) => view.shows);
  const heatBy = useCanvasView((view) => view.heatBy);
  return (
    <div className={styles.float} role="group" aria-label="Shown on the canvas">
      {views.map(({ key, label }) => (
        <button
          key={key}
          type="button"
          className={styles.check}
          aria-pressed={shows[key]}
          onClick={() => canvas.setState({ shows: { ...shows, [key]: !shows[key] } })}
        >
          {label}
        </button>
      ))}
      {shows.heat && (
        <span className={styles.heatBy}>
          <Select
            label="Heat by"
            value={heatBy}
            options={heatMeasures}
            onChange={(next) => canvas.setState({ heatBy: next })}
          />
        </span>
      )}
      {shows.heat && (
        <span className={styles.heatKey} aria-hidden>
          <i data-heat="1" />
          <i data-heat="2" />
          <i data-heat="3" />
          <i data-heat="4" />
        </span>
      )}
    </div>
  );
}

function Zoom() {
  const canvas = useCanvas();
  const locked = useCanvasView((view) => view.locked);
  const percent = useStore(({ transform: [, , zoom] }) => Math.round(zoom * 100));
  return (
    <div className={styles.float} role="group" aria-label="Zoom">
      <IconButton size="small" icon={Minus} label="Zoom out" stroke="Mod+-" onClick={() => zoomOut(canvas)} />
      <button
        type="button"
        className={`${styles.percent} numeric`}
        aria-label={`Zoom to 100 %, now ${percent} %`}
        onClick={() => zoomTo(canvas, 1)}
      >
        {percent} %
      </button>
      <IconButton size="small" icon={Plus} label="Zoom in" stroke="Mod+Plus" onClick={() => zoomIn(canvas)} />
      <span className={styles.separator} />
      <IconButton size="small" icon={Maximize} label="Zoom to fit" stroke="Mod+0" onClick={() => fitAll(canvas)} />
      <IconButton
        size="small"
        icon={locked ? Lock : LockOpen}
        label={locked ? 'Unlock positions' : 'Lock positions'}
        pressed={locked}
        onClick={() => canvas.setState({ locked: !locked })}
      />
    </div>
  );
}

function miniClass({ type }: FlowNode): string {
  return (type && styles[`mini-${type}`]) ?? '';
}
