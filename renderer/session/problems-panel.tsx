import { EmptyState } from '../ui/empty-state.tsx';

export function ProblemsPanel() {
  return <EmptyState title="No problems yet" />;
}
