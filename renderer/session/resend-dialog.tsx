import { useState } from 'react';
import type { RecordDetail } from '../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { asText, fromBase64, textToBase64 } from '../ui/bytes.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FieldRow, TextInput } from '../ui/field.tsx';
import styles from './resend-dialog.module.css';

/** Headers that tell of the first sending: another sending has an id and a trace of its own. */
const ownHeaders = new Set(['topicraft-id', 'traceparent', 'tracestate']);

/** A record to be sent again, with key and value to edit. Bytes that aren't text go as they are. */
export function ResendDialog({ detail, onClose }: { detail: RecordDetail; onClose: () => void }) {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const valueText = detail.value === null ? '' : asText(fromBase64(detail.value));
  const [key, setKey] = useState(detail.key === null ? '' : (asText(fromBase64(detail.key)) ?? ''));
  const [value, setValue] = useState(() => pretty(valueText ?? ''));
  const editable = valueText !== undefined && !detail.truncated;
  const send = async (): Promise<void> => {
    try {
      const sent = await client.records.send({
        projectId,
        topic: detail.topic,
        key: key === '' ? null : textToBase64(key),
        value: editable ? (value === '' ? null : textToBase64(value)) : detail.value,
        headers: detail.headers.flatMap((header) =>
          header.value === null || ownHeaders.has(header.name) ? [] : [{ name: header.name, value: header.value }],
        ),
      });
      view.tell('success', `Sent as ${detail.topic} ${sent.partition}:${sent.offset}.`);
      onClose();
    } catch (error) {
      view.tell('error', error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Send again to ${detail.topic}`}
      width={680}
      actions={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" look="primary" disabled={detail.truncated} onClick={() => void send()}>
            Send
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <FieldRow label="Key" hint="empty: no key">
          {(ids) => <TextInput {...ids} mono value={key} onChange={({ target }) => setKey(target.value)} />}
        </FieldRow>
        <FieldRow
          label="Value"
          hint={
            editable
              ? 'empty: a tombstone'
              : detail.truncated
                ? 'Too large to be edited here.'
                : 'Not text: it goes as it is.'
          }
        >
          {(ids) => (
            <textarea
              {...ids}
              className={styles.value}
              spellCheck={false}
              readOnly={!editable}
              value={editable ? value : ''}
              onChange={({ target }) => setValue(target.value)}
            />
          )}
        </FieldRow>
      </div>
    </Dialog>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
