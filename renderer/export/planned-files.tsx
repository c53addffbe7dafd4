import { useState } from 'react';
import type { ExportedFile, ExportFileChoice, ExportPlanMessage } from '../../shared/contract/index.ts';
import { Segmented } from '../ui/field.tsx';
import { FilePreview } from './file-preview.tsx';
import { FileTree } from './file-tree.tsx';
import { choiceForAll, countsText, filesText, isYours, wayOfAll, type Choices, type WayForAll } from './file-words.ts';
import { LeftOut } from './left-out.tsx';
import styles from './project-export.module.css';

interface PlannedFilesProps {
  plan: ExportPlanMessage;
  choices: Choices;
  onChoose: (choices: Iterable<readonly [string, ExportFileChoice]>) => void;
}

/** The files of a plan, one of them in sight, and what is chosen for each. */
export function PlannedFiles({ plan, choices, onChoose }: PlannedFilesProps) {
  const { planId, files, diagnostics } = plan;
  const [filter, setFilter] = useState<'changes' | 'all'>('changes');
  const shown = filter === 'all' ? files : files.filter(({ state }) => state !== 'same');
  const [path, setPath] = useState<string>();
  const selected = shown.find((file) => file.path === path) ?? firstToSee(shown);
  return (
    <>
      <LeftOut
        things={diagnostics.map(({ message, remedy }) => `${message} ${remedy}`)}
        one="One thing is left out of the export"
        many={(count) => `${count} things are left out of the export`}
      />
      <div className={styles.files}>
        <div className={styles.left}>
          <div className={styles.counts}>
            <p>
              <strong>{filesText(files.length)}</strong> {countsText(files)}
            </p>
            <Segmented
              label="Files that are shown"
              value={filter}
              onChange={setFilter}
              options={[
                { value: 'changes', label: 'Changes' },
                { value: 'all', label: 'All' },
              ]}
            />
          </div>
          <ForAll files={files} choices={choices} onChoose={onChoose} />
          <FileTree files={shown} choices={choices} selected={selected?.path} onSelect={setPath} />
        </div>
        <div className={styles.right}>
          <FilePreview
            planId={planId}
            file={selected}
            choices={choices}
            onChoose={(choice) => selected && onChoose([[selected.path, choice]])}
          />
        </div>
      </div>
    </>
  );
}

/** What needs a decision, else what is read first. */
function firstToSee(files: readonly ExportedFile[]): ExportedFile | undefined {
  return (
    files.find(({ state }) => state === 'conflict') ??
    files.find(isYours) ??
    files.find(({ path }) => path === 'README.md') ??
    files[0]
  );
}

interface ForAllProps {
  files: readonly ExportedFile[];
  choices: Choices;
  onChoose: PlannedFilesProps['onChoose'];
}

function ForAll({ files, choices, onChoose }: ForAllProps) {
  const yours = files.filter(isYours);
  if (yours.length === 0) return null;
  const canMerge = yours.some((file) => file.canMerge);
  return (
    <div className={styles.forAll}>
      <span>{yours.length} changed by you</span>
      <Segmented<WayForAll | 'mixed'>
        label="What becomes of all files that you changed"
        value={wayOfAll(files, choices) ?? 'mixed'}
        options={[
          { value: 'leave', label: 'Keep' },
          { value: 'replace', label: 'Replace' },
          ...(canMerge ? [{ value: 'merge' as const, label: 'Merge' }] : []),
        ]}
        onChange={(way) =>
          way !== 'mixed' && onChoose(yours.map((file) => [file.path, choiceForAll(file, way)] as const))
        }
      />
    </div>
  );
}
