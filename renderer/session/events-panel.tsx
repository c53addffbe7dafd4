import { EmptyState } from '../ui/empty-state.tsx';

export function EventsPanel() {
  return <EmptyState title="No events yet" />;
}
