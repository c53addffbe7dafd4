import { Download } from 'lucide-react';
import { useState } from 'react';
import { useApp, useOpenProject, useView } from '../state/app-state.ts';
import { followStream } from '../transport/follow-stream.ts';
import { Button } from '../ui/button.tsx';
import styles from './code-editor.module.css';
import { packageOfProblem } from './missing-package.ts';

/** Offers to install an npm package that the file in front imports and the project lacks. */
export function PackagesBar({ file, onInstalled }: { file: string; onInstalled: (projectId: string) => void }) {
  const { client, view } = useApp();
  const projectId = useOpenProject((project) => project.projectId);
  const problems = useView((state) => state.codeProblems);
  const [progress, setProgress] = useState<string>();
  const missing = problems.flatMap((problem) => (problem.place.file === file ? packageOfProblem(problem) : []))[0];
  if (missing === undefined) return null;
  const install = async (): Promise<void> => {
    setProgress(`Installing ${missing}`);
    try {
      await followStream(
        (signal) => client.code.installPackages({ projectId, add: { name: missing } }, { signal }),
        new AbortController().signal,
        (event) => {
          if (event.type === 'progress') setProgress(event.message);
          else view.tell('success', `${missing} is installed. Its scripts were not run.`);
        },
      );
      onInstalled(projectId);
    } catch (error) {
      view.tell('error', error instanceof Error ? error.message : String(error));
    }
    setProgress(undefined);
  };
  return (
    <div className={styles.packages} role="status">
      <span>
        <code>{missing}</code> is not installed in this project.
      </span>
      {progress === undefined ? (
        <Button icon={Download} onClick={() => void install()}>
          Install {missing}
        </Button>
      ) : (
        <span className={styles.meta}>{progress}</span>
      )}
    </div>
  );
}
