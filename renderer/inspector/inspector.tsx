import { EmptyState } from '../ui/empty-state.tsx';

export function Inspector() {
  return <EmptyState title="Nothing selected">Select a node to see its settings.</EmptyState>;
}
