import { desktopShell } from '../transport/desktop-shell.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

/** The engine has ended, or could not be reached at all. What was edited is in its journal. */
export function EngineLost({ reason }: { reason?: string }) {
  const shell = desktopShell();
  const startAgain = (): void => {
    shell?.restartEngine();
    location.reload();
  };
  return (
    <EmptyState
      title="Topicraft's engine has stopped."
      action={
        <Button look="primary" size="large" onClick={startAgain}>
          {shell ? 'Start it again' : 'Try again'}
        </Button>
      }
    >
      {reason ?? 'Nothing that you edited is lost: it opens as you left it.'}
    </EmptyState>
  );
}
