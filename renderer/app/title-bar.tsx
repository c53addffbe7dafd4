import { CircleAlert, ChevronDown, Copy, Minus, Search, Square, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { actionOf } from '../actions/all-actions.ts';
import { isEnabled, labelOf, perform } from '../actions/action.ts';
import { strokeText } from '../actions/keys.ts';
import { useProblems } from '../problems/use-problems.ts';
import { useApp, useOpenProject, useProjectState, useView } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton, type MenuEntry } from '../ui/menu.tsx';
import { BrandMark } from './brand-mark.tsx';
import { RunControls } from './run-controls.tsx';
import styles from './title-bar.module.css';

/** Project, undo, redo; target and run in the middle; problems, palette, window buttons. */
export function TitleBar() {
  return (
    <header className={styles.bar} aria-label="Title bar">
      <div className={styles.start}>
        <ApplicationMenuButton />
        <ProjectMenu />
        <span className={styles.separator} />
        <ActionIconButton id="edit.undo" />
        <ActionIconButton id="edit.redo" />
      </div>
      <div className={styles.middle}>
        <RunControls />
      </div>
      <div className={styles.end}>
        <ProblemCounts />
        <PaletteButton />
        <WindowButtons />
      </div>
    </header>
  );
}

/** The mark; where the window has no menu bar of the system's, it shows the application's menu. */
function ApplicationMenuButton() {
  const { bridge } = useApp();
  if (!bridge?.drawsWindowButtons) return <BrandMark />;
  return (
    <button
      type="button"
      className={styles.mark}
      aria-label="Application menu"
      aria-haspopup="menu"
      onClick={({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        bridge.showMenu({ x: left, y: bottom });
      }}
    >
      <BrandMark />
    </button>
  );
}

function ProjectMenu() {
  const app = useApp();
  const name = useOpenProject(({ document }) => document.graph.name);
  const unsaved = useOpenProject((project) => project.unsaved.length);
  const entry = (id: string): MenuEntry[] => {
    const action = actionOf(id);
    if (!action) return [];
    const { icon, keys } = action;
    return [
      {
        label: labelOf(action, app),
        icon,
        stroke: keys?.[0],
        disabled: !isEnabled(action, app),
        onSelect: () => perform(action, app),
      },
    ];
  };
  return (
    <>
      <MenuButton
        trigger={
          <button type="button" className={styles.project}>
            <span className="cut">{name}</span>
            <Icon icon={ChevronDown} size={12} />
          </button>
        }
        groups={[
          ['file.new', 'file.open', 'file.import-asyncapi', 'file.open-run'].flatMap(entry),
          ['file.save', 'file.save-as', 'file.revert'].flatMap(entry),
          [
            'file.export-project',
            'file.export-asyncapi',
            'file.export-mermaid',
            'file.export-svg',
            'file.export-png',
          ].flatMap(entry),
          ['view.settings', 'run.connections', 'trust.project', 'trust.manage', 'help.shortcuts'].flatMap(entry),
          ['file.close'].flatMap(entry),
        ]}
      />
      {unsaved > 0 && (
        <span className={styles.unsaved} title={`${unsaved} ${unsaved === 1 ? 'file' : 'files'} with unsaved edits`}>
          Edited
        </span>
      )}
    </>
  );
}

/** A button of an action, kept up to date with document and view. */
export function ActionIconButton({ id }: { id: string }) {
  const app = useApp();
  // What an action's being enabled goes by.
  useProjectState(({ project }) => project?.history);
  useView((view) => view.selectedNodes);
  const action = actionOf(id);
  if (!action?.icon) return null;
  return (
    <IconButton
      icon={action.icon}
      label={labelOf(action, app)}
      {...(action.keys?.[0] === undefined ? {} : { stroke: action.keys[0] })}
      disabled={!isEnabled(action, app)}
      onClick={() => perform(action, app)}
    />
  );
}

function ProblemCounts() {
  const { view } = useApp();
  const problems = useProblems();
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  if (errors + warnings === 0) return null;
  return (
    <button
      type="button"
      className={styles.counts}
      onClick={() => view.setState({ bottomOpen: true, bottomTab: 'problems' })}
    >
      <span className="visually-hidden">Problems: </span>
      {errors > 0 ? (
        <span className={styles.errors}>
          <Icon icon={CircleAlert} size={14} /> {errors}
        </span>
      ) : (
        <span className="visually-hidden">0</span>
      )}
      <span className="visually-hidden"> errors, </span>
      {warnings > 0 ? (
        <span className={styles.warnings}>
          <Icon icon={TriangleAlert} size={14} /> {warnings}
        </span>
      ) : (
        <span className="visually-hidden">0</span>
      )}
      <span className="visually-hidden"> warnings</span>
    </button>
  );
}

export function PaletteButton() {
  const { view } = useApp();
  return (
    <button type="button" className={styles.search} onClick={() => view.showDialog('palette')}>
      <Icon icon={Search} size={14} />
      <span className="cut">Find or run</span>
      <kbd className={styles.key}>{strokeText('Mod+K')}</kbd>
    </button>
  );
}

/** Ours on Linux and Windows; macOS draws its own, and a browser's tab has none. */
export function WindowButtons() {
  const { bridge } = useApp();
  const [maximised, setMaximised] = useState(false);
  useEffect(() => bridge?.onFrameState((state) => setMaximised(state.maximised)), [bridge]);
  if (!bridge?.drawsWindowButtons) return null;
  return (
    <div className={styles.windowButtons}>
      <button type="button" aria-label="Minimise" onClick={() => bridge.minimise()}>
        <Icon icon={Minus} />
      </button>
      <button type="button" aria-label={maximised ? 'Restore' : 'Maximise'} onClick={() => bridge.toggleMaximised()}>
        <Icon icon={maximised ? Copy : Square} size={14} />
      </button>
      <button type="button" aria-label="Close" onClick={() => bridge.close()}>
        <Icon icon={X} />
      </button>
    </div>
  );
}
