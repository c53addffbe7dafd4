import { useOpenProject } from '../state/app-state.ts';

/** The window of an open project: title bar, explorer, canvas, inspector or editor, bottom panels, status bar. */
export function ProjectWindow() {
  const name = useOpenProject(({ document }) => document.graph.name);
  return <h1>{name}</h1>;
}
