import { useShortcuts } from '../actions/use-shortcuts.ts';
import { useProjectState } from '../state/app-state.ts';
import { AppDialogs } from './app-dialogs.tsx';
import { ProjectWindow } from './project-window.tsx';
import { Toasts } from './toasts.tsx';
import { useTheme } from './use-theme.ts';
import { useWindowBridge } from './use-window-bridge.ts';
import { Welcome } from './welcome.tsx';

export function App() {
  useTheme();
  useShortcuts();
  useWindowBridge();
  const projectId = useProjectState(({ project }) => project?.projectId);
  return (
    <>
      {projectId === undefined ? <Welcome /> : <ProjectWindow key={projectId} />}
      <AppDialogs />
      <Toasts />
    </>
  );
}
