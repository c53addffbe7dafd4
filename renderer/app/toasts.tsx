import { CircleAlert, CircleCheck, Info, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import { useEffect } from 'react';
import { useApp, useView } from '../state/app-state.ts';
import type { Toast } from '../state/view-store.ts';
import { showLifeOfFailure } from '../tracing/show-life.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './toasts.module.css';

const icons: Record<Toast['kind'], LucideIcon> = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  error: CircleAlert,
};

/** Short ones go by themselves; a warning or an error stays until it is dismissed. */
const shownMs = 5000;

export function Toasts() {
  const toasts = useView((view) => view.toasts);
  return (
    <div className={styles.toasts} role="log" aria-label="Messages" aria-live="polite">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const app = useApp();
  const { view } = app;
  const { node } = toast;
  const stays = toast.kind === 'error' || toast.kind === 'warning';
  useEffect(() => {
    if (stays) return undefined;
    const timer = setTimeout(() => view.dismiss(toast.id), shownMs);
    return () => clearTimeout(timer);
  }, [stays, toast.id, view]);
  return (
    <div className={styles.toast} data-kind={toast.kind}>
      <Icon icon={icons[toast.kind]} size={16} />
      <p>{toast.message}</p>
      {node !== undefined && (
        <Button look="ghost" onClick={() => void showLifeOfFailure(app, node)}>
          Show the event
        </Button>
      )}
      <IconButton icon={X} label="Dismiss" size="small" onClick={() => view.dismiss(toast.id)} />
    </div>
  );
}
