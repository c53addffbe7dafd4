import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../state/app-state.ts';

/** Sets the theme and the density on the page: the person's choice, or the system's as it changes. */
export function useTheme(): void {
  const { settings } = useApp();
  const theme = useStore(settings, (state) => state.theme);
  const density = useStore(settings, (state) => state.density);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: light)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (system.matches ? 'light' : 'dark') : theme;
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [theme]);
  useEffect(() => {
    document.documentElement.dataset['density'] = density;
  }, [density]);
}
