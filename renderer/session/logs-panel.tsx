import { EmptyState } from '../ui/empty-state.tsx';

export function LogsPanel() {
  return <EmptyState title="No logs yet" />;
}
