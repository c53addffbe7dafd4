import { EmptyState } from '../ui/empty-state.tsx';

export function CodeEditor() {
  return <EmptyState title="No file open">Select a producer or a consumer.</EmptyState>;
}
