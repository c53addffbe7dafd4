import { ShieldAlert } from 'lucide-react';
import { useApp, useTrust } from '../state/app-state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';

/** Says that nothing of a project runs, as long as it isn't trusted and the person hasn't put the banner away. */
export function TrustBanner() {
  const { trust } = useApp();
  const isShown = useTrust(({ standing, isStaying }) => standing?.trusted === false && !isStaying);
  if (!isShown) return null;
  return (
    <Banner
      icon={ShieldAlert}
      label="Trust"
      actions={
        <>
          <Button look="primary" onClick={() => void trust.ask()}>
            Trust…
          </Button>
          <Button onClick={() => trust.stay()}>Stay</Button>
        </>
      }
    >
      <b>This project isn’t trusted: nothing of it runs.</b> You can look at it and edit it.
    </Banner>
  );
}
