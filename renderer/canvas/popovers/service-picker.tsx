import { useApp, useGraph } from '../../state/app-state.ts';
import { KindTile } from '../../ui/kind-tile.tsx';
import { newId } from '../../state/new-id.ts';
import { edit } from '../edits.ts';
import type { Point } from '../model/geometry.ts';
import { Picker, type PickerOption } from './picker.tsx';

/** Which service nodes belong to. */
export function ServicePicker({ nodes, at, onClose }: { nodes: readonly string[]; at: Point; onClose: () => void }) {
  const app = useApp();
  const graph = useGraph();
  const assign = (service: string | null): void => {
    edit(app, [{ type: 'assign-service', nodes, service }], 'move to a service');
  };
  const options = (text: string): PickerOption[] => {
    const name = text.trim();
    const known = graph.services.filter((service) => service.name.toLowerCase().includes(name.toLowerCase()));
    const isNew = name !== '' && !graph.services.some((service) => service.name.toLowerCase() === name.toLowerCase());
    return [
      ...known.map(({ id, name: label }) => ({
        key: id,
        mark: <KindTile kind="service" />,
        label,
        run: () => assign(id),
      })),
      ...(isNew
        ? [
            {
              key: 'new',
              mark: <KindTile kind="service" />,
              label: name,
              detail: 'new service',
              run: () => {
                const id = newId();
                edit(
                  app,
                  [
                    { type: 'add-service', service: { id, name } },
                    { type: 'assign-service', nodes, service: id },
                  ],
                  'move to a service',
                );
              },
            },
          ]
        : []),
      ...(name === '' ? [{ key: 'none', label: 'No service', run: () => assign(null) }] : []),
    ];
  };
  return (
    <Picker
      label="Move to a service"
      placeholder="A service, or the name of a new one"
      at={at}
      options={options}
      nothing={() => 'No service.'}
      onClose={onClose}
    />
  );
}
