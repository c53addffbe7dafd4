import { FileWarning } from 'lucide-react';
import { deployAll } from '../actions/run-actions.ts';
import { useApp, useSession } from '../state/app-state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';

const mostNamed = 3;

/** Handlers that another program has changed while the project runs: they are in the editor, and run once they are deployed. */
export function OutsideBanner() {
  const app = useApp();
  const changed = useSession(({ overview }) => overview.changedOutside);
  if (!changed || changed.length === 0) return null;
  const { view } = app;
  const [first] = changed;
  const more = changed.length - mostNamed;
  const deploy = (): void => {
    deployAll(app).catch((error: Error) => view.tell('error', error.message));
  };
  return (
    <Banner
      icon={FileWarning}
      label="Changed outside"
      actions={
        <>
          {first !== undefined && <Button onClick={() => view.openFile(first)}>Look at it</Button>}
          <Button look="primary" onClick={deploy}>
            Deploy
          </Button>
        </>
      }
    >
      <b>Changed outside:</b> {changed.slice(0, mostNamed).join(', ')}
      {more > 0 && ` and ${more} more`}. What ran before goes on until you deploy.
    </Banner>
  );
}
