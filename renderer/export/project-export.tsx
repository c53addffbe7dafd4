import { useState } from 'react';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ExportFolder } from './export-folder.tsx';
import { ExportResultView } from './export-result.tsx';
import { effectOf, filesText, type Effect } from './file-words.ts';
import panel from './panel.module.css';
import { PlannedFiles } from './planned-files.tsx';
import styles from './project-export.module.css';
import { useProjectExport, type ExportPhase } from './use-export.ts';

/** A TypeScript project: into which folder, what becomes of each file there, and in the end what was done. */
export function ProjectExport() {
  const { view } = useApp();
  const unsaved = useOpenProject((open) => open.unsaved.length);
  const exporting = useProjectExport();
  const [isBrowsing, setBrowsing] = useState(false);
  const { phase, choices, notice, folder } = exporting;
  const close = (): void => view.showDialog(undefined);
  if (phase.type === 'done') {
    return <ExportResultView result={phase.result} isFirst={phase.isFirst} onClose={close} />;
  }
  const effect = phase.type === 'planned' ? effectOf(phase.plan.files, choices) : undefined;
  return (
    <div className={panel.panel}>
      {folder !== undefined && (
        <ExportFolder
          // Typed anew where another folder is looked at.
          key={folder}
          folder={folder}
          isBrowsing={isBrowsing}
          onBrowse={setBrowsing}
          onFolder={(wanted) => {
            setBrowsing(false);
            exporting.look(wanted);
          }}
        />
      )}
      {notice !== undefined && (
        <p className={panel.notice} role="alert">
          {notice}
        </p>
      )}
      {!isBrowsing && <Content phase={phase} choices={choices} onChoose={exporting.choose} />}
      <footer className={panel.footer}>
        <span className={panel.note} role="status">
          {noteOf(phase, effect, unsaved)}
        </span>
        <span className={panel.buttons}>
          <Button size="large" onClick={close}>
            Cancel
          </Button>
          <Button
            size="large"
            look="primary"
            disabled={effect === undefined || effect.written + effect.removed === 0 || isBrowsing}
            onClick={exporting.perform}
          >
            {labelOf(phase, effect)}
          </Button>
        </span>
      </footer>
    </div>
  );
}

interface ContentProps {
  phase: Exclude<ExportPhase, { type: 'done' }>;
  choices: ReturnType<typeof useProjectExport>['choices'];
  onChoose: ReturnType<typeof useProjectExport>['choose'];
}

function Content({ phase, choices, onChoose }: ContentProps) {
  switch (phase.type) {
    case 'looking':
      return (
        <div className={`${panel.content} ${styles.late}`}>
          <EmptyState title="Comparing the project with the folder" />
        </div>
      );
    case 'writing':
      return (
        <div className={panel.content}>
          <EmptyState title="Writing">All of it is written, or nothing.</EmptyState>
        </div>
      );
    case 'refused':
      return (
        <ul className={styles.problems} role="alert" aria-label="Why it can’t be exported">
          {phase.problems.map(({ code, message, remedy, place }) => (
            <li key={`${code} ${place.file ?? ''} ${place.line ?? ''} ${place.element ?? ''} ${message}`}>
              <strong>{message}</strong> {remedy}
            </li>
          ))}
        </ul>
      );
    case 'planned':
      return <PlannedFiles key={phase.plan.planId} plan={phase.plan} choices={choices} onChoose={onChoose} />;
  }
}

function noteOf(phase: ExportPhase, effect: Effect | undefined, unsaved: number): string {
  if (phase.type === 'writing') return 'Writing the files…';
  if (!effect) return '';
  if (effect.written + effect.removed === 0) return 'The folder is as this export would leave it.';
  const edits = unsaved === 0 ? '' : ' Edits that aren’t saved yet go along.';
  return `Nothing outside this folder is written.${edits}`;
}

function labelOf(phase: ExportPhase, effect: Effect | undefined): string {
  if (phase.type === 'writing') return 'Exporting';
  if (!effect) return 'Export';
  const { written, removed } = effect;
  if (written + removed === 0) return 'Nothing to export';
  if (removed === 0) return `Export ${filesText(written)}`;
  return written === 0 ? `Remove ${filesText(removed)}` : `Export ${filesText(written)}, remove ${removed}`;
}
