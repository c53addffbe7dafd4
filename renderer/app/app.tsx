import { useProjectState } from '../state/app-state.ts';
import { useShortcuts } from '../actions/use-shortcuts.ts';
import { useTheme } from './use-theme.ts';
import { ProjectWindow } from './project-window.tsx';
import { Welcome } from './welcome.tsx';

export function App() {
  useTheme();
  useShortcuts();
  const isOpen = useProjectState(({ project }) => project !== undefined);
  return isOpen ? <ProjectWindow /> : <Welcome />;
}
