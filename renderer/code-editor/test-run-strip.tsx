import { ChevronDown, ChevronUp, CircleAlert, CircleCheck, Play } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { TestOutcome } from '../../shared/contract/index.ts';
import type { HandlerNode } from '../../shared/graph/index.ts';
import { useApp, useOpenProject, useWiring } from '../state/app-state.ts';
import { withTrust } from '../state/trust-store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { diffLines } from '../ui/diff-lines.ts';
import { Select } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { latencyText } from '../ui/number-text.ts';
import { newestEvent } from './newest-event.ts';
import { outcomeText } from './outcome-text.ts';
import styles from './test-run-strip.module.css';

/** Counts the requests by key; the strip runs once for each. */
export interface TestRunRequest {
  readonly count: number;
}

interface TestRunStripProps {
  node: HandlerNode;
  request: TestRunRequest;
  textOf: () => string | undefined;
}

type Results = { current: TestOutcome; deployed?: TestOutcome | undefined };

/** Runs the open handler on an event without touching a topic, beside the version that runs where it differs. */
export function TestRunStrip({ node, request, textOf }: TestRunStripProps) {
  const { client, view, trust } = useApp();
  const projectId = useOpenProject((project) => project.projectId);
  const topics = useWiring().subscribedTopics(node.id);
  const [topicId, setTopicId] = useState(topics[0]?.id ?? '');
  const topic = topics.find(({ id }) => id === topicId) ?? topics[0];
  const [value, setValue] = useState('{\n  \n}');
  const [key, setKey] = useState('');
  const [captured, setCaptured] = useState<string>();
  const [open, setOpen] = useState(false);
  const [running, setRunning] = useState(false);
  const [results, setResults] = useState<Results>();

  const run = async (): Promise<void> => {
    const text = textOf();
    if (text === undefined || running) return;
    setOpen(true);
    setRunning(true);
    try {
      const event = { key: key === '' ? null : key, value, headers: {}, ...(topic ? { topic: topic.id } : {}) };
      const outcome = await withTrust(trust, () => client.code.testRun({ projectId, node: node.id, text, event }));
      if (outcome) setResults(outcome);
    } catch (error) {
      view.tell('error', error instanceof Error ? error.message : String(error));
    }
    setRunning(false);
  };
  const runOnRequest = useEffectEvent(() => void run());
  useEffect(() => {
    // A key pressed in Monaco, which is outside of React, comes as a request.
    // oxlint-disable-next-line react/set-state-in-effect
    if (request.count > 0) runOnRequest();
  }, [request.count]);

  const capture = async (): Promise<void> => {
    if (!topic) return;
    try {
      const event = await newestEvent(client, projectId, topic.name);
      if (!event) return view.tell('info', `${topic.name} has no event yet.`);
      setKey(event.key ?? '');
      setValue(event.value);
      setCaptured(event.place);
    } catch (error) {
      view.tell('warning', error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <section className={styles.strip} aria-label="Test run">
      <header className={styles.head}>
        <b>Test run</b>
        {topic && topics.length > 1 && (
          <div className={styles.select}>
            <Select
              label="Event of"
              value={topic.id}
              onChange={setTopicId}
              options={topics.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </div>
        )}
        {topic && (
          <Button look="ghost" onClick={() => void capture()}>
            Take the newest of {topic.name}
          </Button>
        )}
        {captured !== undefined && <span className={`${styles.meta} mono`}>{captured}</span>}
        <span className={styles.space} />
        {results && <Verdict outcome={results.current} />}
        <Button icon={Play} disabled={running} onClick={() => void run()}>
          {running ? 'Running' : 'Run it'}
        </Button>
        <IconButton
          icon={open ? ChevronDown : ChevronUp}
          size="small"
          label={open ? 'Fold the test run' : 'Unfold the test run'}
          onClick={() => setOpen(!open)}
        />
      </header>
      {open && (
        <div className={styles.columns}>
          <div className={styles.column}>
            <label className={styles.label}>
              {topic ? 'Key' : 'Payload of the tick'}
              {topic && (
                <input
                  className="mono"
                  aria-label="Key"
                  placeholder="no key"
                  value={key}
                  onChange={({ target }) => setKey(target.value)}
                />
              )}
            </label>
            <textarea
              className={styles.value}
              aria-label={topic ? 'Value of the event' : 'Payload of the tick'}
              spellCheck={false}
              value={value}
              onChange={({ target }) => setValue(target.value)}
            />
          </div>
          <div className={styles.column}>
            {results ? (
              <Outcome results={results} />
            ) : (
              <p className={styles.meta}>What it emits and logs appears here. No topic is touched.</p>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function Verdict({ outcome }: { outcome: TestOutcome }) {
  return (
    <span className={outcome.ok ? styles.ok : styles.failed}>
      <Icon icon={outcome.ok ? CircleCheck : CircleAlert} size={14} />
      {outcome.ok ? `${outcome.emitted.length} emitted` : 'failed'}
      <span className={styles.meta}>{latencyText(outcome.durationMs)}</span>
    </span>
  );
}

function Outcome({ results: { current, deployed } }: { results: Results }) {
  const text = outcomeText(current);
  if (!deployed) return <pre className={styles.result}>{text}</pre>;
  return (
    <>
      <p className={styles.meta}>against the deployed version</p>
      <pre className={styles.result}>
        {diffLines(outcomeText(deployed), text).map(({ kind, text: line }, index) => (
          // Lines have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={styles[kind]}>
            {{ same: '  ', removed: '- ', added: '+ ' }[kind]}
            {line}
          </div>
        ))}
      </pre>
    </>
  );
}
