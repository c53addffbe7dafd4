import { windowBridge } from '../transport/window-bridge.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

/** The engine has ended, or could not be reached at all. What was edited is in its journal. */
export function EngineLost({ reason }: { reason?: string | undefined }) {
  const bridge = windowBridge();
  const startAgain = (): void => {
    bridge?.restartEngine();
    location.reload();
  };
  return (
    <EmptyState
      title="Topicraft's engine has stopped."
      action={
        <Button look="primary" size="large" onClick={startAgain}>
          {bridge ? 'Start it again' : 'Try again'}
        </Button>
      }
    >
      {reason ?? 'Nothing that you edited is lost: it opens as you left it.'}
    </EmptyState>
  );
}
