import { isDefinedError, safe } from '@orpc/client';
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { Producer } from '../../shared/graph/index.ts';
import { useApp, useOpenProject, useSession } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { FieldRow } from '../ui/field.tsx';
import styles from './form.module.css';
import { Section } from './section.tsx';

/** Makes a producer tick once, with a payload that can be edited. */
export function SendNow({ producer }: { producer: Producer }) {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const isRunning = useSession(({ overview }) => overview.state === 'running');
  const [text, setText] = useState('{}');
  const payload = parsePayload(text);
  const send = async (): Promise<void> => {
    if (!payload.ok) return;
    const { error, data } = await safe(
      client.session.sendNow({ projectId, producer: producer.id, payload: payload.value }),
    );
    if (!error)
      view.tell('success', `Sent: ${data.eventIds.length} ${data.eventIds.length === 1 ? 'event' : 'events'}.`);
    else view.tell('error', isDefinedError(error) ? error.message : `Nothing was sent: ${error.message}`);
  };
  return (
    <Section title="Send one now">
      <FieldRow
        label="Payload"
        problem={payload.ok ? undefined : payload.problem}
        hint="JSON; the handler gets it as tick.payload"
      >
        {(ids) => (
          <textarea
            {...ids}
            className={styles.code}
            spellCheck={false}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </FieldRow>
      <div>
        <Button icon={Send} disabled={!isRunning || !payload.ok} onClick={() => void send()}>
          Send
        </Button>{' '}
        {!isRunning && <span className={styles.meta}>once it runs</span>}
      </div>
    </Section>
  );
}

function parsePayload(text: string): { ok: true; value: unknown } | { ok: false; problem: string } {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}
