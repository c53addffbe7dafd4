import type { Node } from '../../shared/graph/index.ts';
import type { AppState } from '../state/app-state.ts';

/** Its code where it has any, else its settings. */
export function openNode(app: AppState, node: Node): void {
  app.view.select([node.id]);
  if ('handler' in node) app.view.openFile(node.handler);
  else app.view.setState({ rightOpen: true, rightTab: 'settings' });
}
