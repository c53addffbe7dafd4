import { ORPCError } from '@orpc/client';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { packageChangesSchema, type PackageChanges } from '../../shared/contract/index.ts';
import { useApp, useOpenProject, useView } from '../state/app-state.ts';
import { withTrust } from '../state/trust-store.ts';
import { followStream } from '../transport/follow-stream.ts';
import { PackageChangesDialog } from '../trust/package-changes-dialog.tsx';
import { Button } from '../ui/button.tsx';
import styles from './code-editor.module.css';
import { packageOfProblem } from './missing-package.ts';

/** Offers to install an npm package that the file in front imports and the project lacks. */
export function PackagesBar({ file, onInstalled }: { file: string; onInstalled: (projectId: string) => void }) {
  const { client, view, trust } = useApp();
  const projectId = useOpenProject((project) => project.projectId);
  const problems = useView((state) => state.codeProblems);
  const [progress, setProgress] = useState<string>();
  const [changes, setChanges] = useState<PackageChanges>();
  const missing = problems.flatMap((problem) => (problem.place.file === file ? packageOfProblem(problem) : []))[0];
  if (missing === undefined) return null;
  const follow = async (agreed: string | undefined): Promise<true> => {
    const request = { projectId, add: { name: missing }, ...(agreed === undefined ? {} : { agreed }) };
    await followStream(
      (signal) => client.code.installPackages(request, { signal }),
      new AbortController().signal,
      (event) => {
        if (event.type === 'progress') setProgress(event.message);
        else view.tell('success', `${missing} is installed. Its scripts were not run.`);
      },
    );
    return true;
  };
  const install = async (agreed?: string): Promise<void> => {
    setChanges(undefined);
    setProgress(`Installing ${missing}`);
    try {
      if (await withTrust(trust, () => follow(agreed))) onInstalled(projectId);
    } catch (error) {
      const found = packageChangesIn(error);
      if (found) setChanges(found);
      else view.tell('error', error instanceof Error ? error.message : String(error));
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
      <PackageChangesDialog
        changes={changes}
        onInstall={(agreed) => void install(agreed)}
        onClose={() => setChanges(undefined)}
      />
    </div>
  );
}

/** What the person has to agree to, where that is why the engine refused. */
function packageChangesIn(error: unknown): PackageChanges | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'PACKAGES_CHANGED') return undefined;
  return packageChangesSchema.safeParse(error.data).data;
}
