import { Route } from 'lucide-react';
import type { EventReference } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { showLife } from './show-life.ts';

/** From any record to its whole life. */
export function ShowLifeButton({ of, isSmall = false }: { of: EventReference; isSmall?: boolean }) {
  const app = useApp();
  const show = (): void => void showLife(app, of);
  if (isSmall) return <IconButton icon={Route} label="Show its life" size="small" onClick={show} />;
  return (
    <Button icon={Route} onClick={show}>
      Show its life
    </Button>
  );
}
