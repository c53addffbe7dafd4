import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import styles from './health-tab.module.css';

/** In a browser: asks for the right to tell alerts outside of the page, once the person wants it. The desktop app just does. */
export function NotifyElsewhere() {
  const { bridge } = useApp();
  const [permission, setPermission] = useState(() =>
    'Notification' in globalThis ? Notification.permission : ('denied' as const),
  );
  if (bridge || permission === 'granted') return null;
  if (permission === 'denied') {
    return <p className={styles.note}>This browser shows no notifications for this page: alerts appear in it only.</p>;
  }
  return (
    <Button look="ghost" icon={BellRing} onClick={() => void Notification.requestPermission().then(setPermission)}>
      Tell me outside of this page too
    </Button>
  );
}
