import { useApp } from '../state/app-state.ts';
import { Dialog } from '../ui/dialog.tsx';

export function ConnectionsDialog() {
  const { view } = useApp();
  return (
    <Dialog open onClose={() => view.showDialog(undefined)} title="Connections" width={860}>
      {null}
    </Dialog>
  );
}
