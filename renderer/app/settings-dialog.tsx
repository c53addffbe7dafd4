import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../state/app-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FieldRow, Segmented } from '../ui/field.tsx';
import styles from './form.module.css';

const SettingsMonitoring = lazy(async () => ({
  default: (await import('./settings-monitoring.tsx')).SettingsMonitoring,
}));

export function SettingsDialog() {
  const { view, settings, info } = useApp();
  const theme = useStore(settings, (state) => state.theme);
  const density = useStore(settings, (state) => state.density);
  return (
    <Dialog open onClose={() => view.showDialog(undefined)} title="Settings" width={480}>
      <div className={styles.rows}>
        <FieldRow label="Theme">
          {() => (
            <Segmented
              label="Theme"
              value={theme}
              onChange={(chosen) => settings.change({ theme: chosen })}
              options={[
                { value: 'system', label: 'System' },
                { value: 'dark', label: 'Dark' },
                { value: 'light', label: 'Light' },
              ]}
            />
          )}
        </FieldRow>
        <FieldRow label="Density" hint="Teaching takes text up one step and hides offsets and groups.">
          {() => (
            <Segmented
              label="Density"
              value={density}
              onChange={(chosen) => settings.change({ density: chosen })}
              options={[
                { value: 'comfortable', label: 'Comfortable' },
                { value: 'compact', label: 'Compact' },
                { value: 'teaching', label: 'Teaching' },
              ]}
            />
          )}
        </FieldRow>
        <Suspense>
          <SettingsMonitoring />
        </Suspense>
        <p className={styles.about}>Topicraft {info.version}</p>
      </div>
    </Dialog>
  );
}
