import { BookmarkPlus, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SavedQuestion } from '../../shared/contract/index.ts';
import type { Graph } from '../../shared/graph/index.ts';
import { newId } from '../state/new-id.ts';
import { useApp, useGraph, useOpenProject } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { Select } from '../ui/field.tsx';
import bar from '../session/panel-bar.module.css';
import { reachableFrom } from './model/reachable.ts';
import { pathQuestionOf, useTraces, type MissedForm, type TracesView } from './traces-store.ts';
import styles from './traces-panel.module.css';

const notYet = '';

/** "Orders that never reached shipping after 5 s", on the paths of the drawing; kept by name with the project. */
export function MissedFields({ onAsk }: { onAsk: (changes: Partial<TracesView>) => void }) {
  const asked = useTraces((view) => view.missed);
  const graph = useGraph();
  const topics = graph.nodes.filter(({ kind }) => kind === 'topic');
  const targets = asked.from === undefined ? [] : reachableFrom(graph, asked.from);
  const [seconds, setSeconds] = useState(asked.withinSeconds);
  const put = (changes: Partial<MissedForm>): void => {
    onAsk({ missed: { ...asked, withinSeconds: seconds, ...changes } });
  };
  const commit = (): void => {
    if (seconds !== asked.withinSeconds) put({});
  };
  const putWhole = (missed: MissedForm, session: number | undefined): void => {
    setSeconds(missed.withinSeconds);
    onAsk({ missed, session });
  };
  return (
    <>
      <div className={bar.select}>
        <Select
          label="Events of"
          value={asked.from ?? notYet}
          onChange={(from) => put({ from: from === notYet ? undefined : from, to: undefined })}
          options={[
            { value: notYet, label: 'Events of…' },
            ...topics.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      <span className={styles.words}>that never reached</span>
      <div className={bar.select}>
        <Select
          label="Reached"
          value={asked.to ?? notYet}
          onChange={(to) => put({ to: to === notYet ? undefined : to })}
          options={[
            { value: notYet, label: asked.from === undefined ? 'Choose events first' : 'Topic or consumer…' },
            ...targets.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      <label className={styles.number}>
        after
        <input
          type="text"
          inputMode="decimal"
          aria-label="After, in seconds"
          value={seconds}
          onChange={({ target }) => setSeconds(target.value)}
          onBlur={commit}
          onKeyDown={({ key }) => key === 'Enter' && commit()}
        />
        s
      </label>
      <Saved graph={graph} onChoose={putWhole} />
      <span className={styles.grow} />
    </>
  );
}

function Saved({
  graph,
  onChoose,
}: {
  graph: Graph;
  onChoose: (missed: MissedForm, session: number | undefined) => void;
}) {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const question = useTraces(pathQuestion);
  const [saved, setSaved] = useState<readonly SavedQuestion[]>([]);
  useEffect(() => {
    client.tracing.savedQuestions({ projectId }).then(setSaved, (error: Error) => view.tell('error', error.message));
  }, [client, projectId, view]);
  const put = (change: Promise<readonly SavedQuestion[]>): void => {
    change.then(setSaved, (error: Error) => view.tell('error', error.message));
  };
  const asked = question === undefined ? undefined : (JSON.parse(question) as SavedQuestion['question']);
  const current = saved.find((one) => asked && isSame(one.question, asked));
  const save = (): void => {
    if (!asked) return;
    const { from, to, withinMs } = asked;
    const name = `${nameIn(graph, from)} that never reached ${nameIn(graph, to)} after ${withinMs / 1000} s`;
    put(
      client.tracing.saveQuestion({ projectId, question: { id: newId(), name: name.slice(0, 200), question: asked } }),
    );
  };
  return (
    <>
      {saved.length > 0 && (
        <div className={bar.select}>
          <Select
            label="Saved questions"
            value={current?.id ?? notYet}
            onChange={(id) => {
              const chosen = saved.find((one) => one.id === id)?.question;
              if (chosen) {
                const { from, to, withinMs, session } = chosen;
                onChoose({ from, to, withinSeconds: String(withinMs / 1000) }, session);
              }
            }}
            options={[
              { value: notYet, label: 'Saved questions' },
              ...saved.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
      )}
      {current ? (
        <IconButton
          icon={Trash2}
          label="Remove this question"
          onClick={() => put(client.tracing.removeQuestion({ projectId, id: current.id }))}
        />
      ) : (
        <IconButton icon={BookmarkPlus} label="Save this question" disabled={!asked} onClick={save} />
      )}
    </>
  );
}

/** As text, so that it is the same as before where it says the same. */
function pathQuestion(view: TracesView): string | undefined {
  const question = pathQuestionOf(view);
  return question && JSON.stringify(question);
}

function isSame(one: SavedQuestion['question'], other: SavedQuestion['question']): boolean {
  return (
    one.from === other.from && one.to === other.to && one.withinMs === other.withinMs && one.session === other.session
  );
}

function nameIn({ nodes }: Graph, id: string): string {
  return nodes.find((node) => node.id === id)?.name ?? id;
}
