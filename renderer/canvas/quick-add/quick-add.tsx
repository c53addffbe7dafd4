import { useApp, useGraph } from '../../state/app-state.ts';
import { KindTile } from '../../ui/kind-tile.tsx';
import { useCanvas } from '../canvas-store.ts';
import { documentOf, drawnBoxes, edit, keepPlaces, selectAndFocus, serviceAt } from '../edits.ts';
import { focusElement } from '../focus-element.ts';
import type { Point } from '../model/geometry.ts';
import { Picker, type PickerOption } from '../popovers/picker.tsx';
import pickerStyles from '../popovers/picker.module.css';
import { parseQuickAdd, type QuickAdd as ParsedQuickAdd } from './parse-quick-add.ts';
import { isPlacedBeside, planQuickAdd } from './plan-quick-add.ts';

const shownCompletions = 5;

/** `A`, a line of text, Enter: a node with its wires. */
export function QuickAdd({ at, onClose }: { at: Point; onClose: () => void }) {
  const app = useApp();
  const canvas = useCanvas();
  const graph = useGraph();
  const add = (wanted: ParsedQuickAdd, serviceId?: string): void => {
    const document = documentOf(app);
    if (!document) return;
    const plan = planQuickAdd(document, wanted, at, drawnBoxes(app), serviceId);
    if (plan.isService) {
      canvas.setState({ emptyServices: new Map(canvas.getState().emptyServices).set(plan.added, at) });
    }
    if (!edit(app, [...keepPlaces(document), ...plan.commands], `add ${wanted.name || wanted.kind}`)) return;
    if (plan.isService) {
      app.view.select([], [], plan.added);
      focusElement(canvas, plan.added);
    } else {
      selectAndFocus(app, { id: plan.added });
    }
  };
  const options = (text: string): PickerOption[] => {
    const wanted = parseQuickAdd(text);
    const there = serviceAt(app, at);
    // Beside its topics it stands elsewhere, so that where quick add was opened says less.
    const here = isPlacedBeside(graph, wanted) ? undefined : there;
    const isHandler = wanted.kind === 'producer' || wanted.kind === 'consumer';
    const service = graph.services.find(({ id }) => id === there) ?? graph.services[0];
    const adds: PickerOption[] = [];
    if (wanted.name !== '' || wanted.isKindSaid) {
      adds.push({
        key: 'add',
        mark: <KindTile kind={wanted.kind} />,
        label: wanted.name || `new ${wanted.kind}`,
        detail: detailOf(wanted),
        run: () => add(wanted, isHandler ? here : undefined),
      });
    }
    if (isHandler && wanted.service === undefined && service && here === undefined && adds.length > 0) {
      adds.push({
        key: 'add-in-service',
        mark: <KindTile kind={wanted.kind} />,
        label: wanted.name || `new ${wanted.kind}`,
        detail: `in ${service.name}`,
        stroke: 'Shift+Enter',
        run: () => add(wanted, service.id),
      });
    }
    return [...adds, ...completions(text, wanted)];
  };
  const completions = (text: string, { typing }: ParsedQuickAdd): PickerOption[] => {
    if (typing.clause === 'name') return [];
    const isService = typing.clause === 'service';
    const names = isService
      ? graph.services.map(({ name }) => name)
      : graph.nodes.filter(({ kind }) => kind === 'topic').map(({ name }) => name);
    const word = typing.word.toLowerCase();
    return names
      .filter((name) => name.toLowerCase().startsWith(word) && name.toLowerCase() !== word)
      .slice(0, shownCompletions)
      .map((name) => ({
        key: `complete:${name}`,
        mark: <KindTile kind={isService ? 'service' : 'topic'} />,
        label: name,
        detail: typing.clause === 'service' ? 'in this service' : `${typing.clause} it`,
        run: () => `${text.slice(0, text.length - typing.word.length)}${name} `,
      }));
  };
  return (
    <Picker
      label="Add by typing"
      placeholder="c fraud-check reads payments"
      at={at}
      options={options}
      nothing={() => 'Type a kind and a name: c fraud-check reads payments writes flagged'}
      foot={
        <>
          <span>
            {['P', 'T', 'C', 'S'].map((letter) => (
              <kbd key={letter} className={pickerStyles.key}>
                {letter}
              </kbd>
            ))}
            first picks the kind
          </span>
          <kbd className={pickerStyles.key}>Esc</kbd>
        </>
      }
      onClose={onClose}
    />
  );
}

function detailOf({ reads, writes, service, count, kind }: ParsedQuickAdd): string {
  return [
    count === undefined ? '' : `${count} ${kind === 'topic' ? 'partitions' : 'instances'}`,
    reads.length > 0 ? `reads ${reads.join(', ')}` : '',
    writes.length > 0 ? `writes ${writes.join(', ')}` : '',
    service === undefined ? '' : `in ${service}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
