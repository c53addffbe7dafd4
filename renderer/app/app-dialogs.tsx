import { lazy, Suspense } from 'react';
import { useView } from '../state/app-state.ts';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionsDialog } from '../connections/connections-dialog.tsx';
import { NewProjectDialog } from './new-project-dialog.tsx';
import { FolderDialog } from './folder-dialog.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { TrustedFoldersDialog } from '../trust/trusted-folders-dialog.tsx';

const ExportDialog = lazy(() =>
  import('../export/export-dialog.tsx').then((module) => ({ default: module.ExportDialog })),
);

const ImportDialog = lazy(() =>
  import('../import/import-dialog.tsx').then((module) => ({ default: module.ImportDialog })),
);

const OpenRunDialog = lazy(() =>
  import('../import/open-run-dialog.tsx').then((module) => ({ default: module.OpenRunDialog })),
);

/** The dialogs that need no open project. Each is made when it is asked for, and begins anew each time. */
export function AppDialogs() {
  const dialog = useView((view) => view.dialog);
  switch (dialog) {
    case 'palette':
      return <CommandPalette />;
    case 'shortcuts':
      return <ShortcutsDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'connections':
      return <ConnectionsDialog />;
    case 'new-project':
      return <NewProjectDialog />;
    case 'trusted-folders':
      return <TrustedFoldersDialog />;
    case 'open-project':
    case 'save-as':
      return <FolderDialog purpose={dialog} />;
    case 'export':
      return (
        <Suspense fallback={null}>
          <ExportDialog />
        </Suspense>
      );
    case 'import':
      return (
        <Suspense fallback={null}>
          <ImportDialog />
        </Suspense>
      );
    case 'open-run':
      return (
        <Suspense fallback={null}>
          <OpenRunDialog />
        </Suspense>
      );
    case 'close-project':
    case 'reset-broker':
    case 'tracing':
    case undefined:
      return null;
  }
}
