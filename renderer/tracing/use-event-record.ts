import { useEffect, useState } from 'react';
import type { LifeEvent, RecordDetail } from '../../shared/contract/index.ts';
import { useApp, useOpenProject, useSession } from '../state/app-state.ts';
import { asText, fromBase64 } from '../ui/bytes.ts';
import { jsonValue } from '../ui/json-value.ts';

/** Payload and headers of an event, whole from its topic, or as much of it as the trace keeps. */
export interface EventRecord {
  /** Text of the value; undefined for a tombstone. */
  readonly text: string | undefined;
  /** What the text says as JSON, where it is JSON. */
  readonly json: { readonly value: unknown } | undefined;
  /** Undefined where the record itself could not be read. */
  readonly headers: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** Why it isn't whole. */
  readonly gap: string | undefined;
}

const mostValueBytes = 262_144;

/** The record of an event; undefined while it is being read. */
export function useEventRecord(event: LifeEvent | undefined): EventRecord | undefined {
  const { client } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  // With another cluster, or the same one up again, what could not be read may be there.
  const cluster = useSession(({ overview }) => (overview.broker === 'lost' ? undefined : overview.bootstrap));
  const [read, setRead] = useState<{ event: LifeEvent; cluster: string | undefined; record: EventRecord }>();
  useEffect(() => {
    if (!event) return undefined;
    let current = true;
    const { topic, records } = event;
    const [place] = records;
    const put = (record: EventRecord): void => {
      if (current) setRead({ event, cluster, record });
    };
    if (!place) {
      put(keptOf(event, 'The cluster refused it, so no topic has it.'));
      return undefined;
    }
    const { partition, offset } = place;
    client.records.detail({ projectId, topic: topic.name, partition, offset, maxValueBytes: mostValueBytes }).then(
      (detail) => put(recordOf(event, detail)),
      (error: Error) => put(keptOf(event, error.message)),
    );
    return () => {
      current = false;
    };
  }, [client, projectId, cluster, event]);
  // A life that goes on is read anew, and its records stay what they are.
  const isOfIt = read && event && placeOf(read.event) === placeOf(event) && read.cluster === cluster;
  return isOfIt ? read.record : undefined;
}

function placeOf({ ref, records: [first] }: LifeEvent): string {
  return `${ref} ${first?.partition}:${first?.offset}`;
}

/** As the topic has it; a topic that began anew has another record in its place. */
function recordOf(event: LifeEvent, { value, headers, truncated }: RecordDetail): EventRecord {
  const shownHeaders = headers.map((header) => ({ name: header.name, value: textOf(header.value) ?? 'null' }));
  const id = shownHeaders.find(({ name }) => name === 'topicraft-id')?.value;
  if (id !== undefined && id !== event.eventId && /^[0-9a-f]{32}$/.test(event.eventId)) {
    return keptOf(event, 'Another record has its place in the topic by now.');
  }
  const text = textOf(value);
  return {
    text,
    json: truncated || text === undefined ? undefined : jsonValue(text),
    headers: shownHeaders,
    gap: truncated ? 'Its first 262 kB.' : undefined,
  };
}

function keptOf(event: LifeEvent, why: string): EventRecord {
  const text = event.value ?? undefined;
  const json = text === undefined ? undefined : jsonValue(text);
  // What was cut is JSON no more.
  const isWhole = text === undefined || json !== undefined || new TextEncoder().encode(text).length >= event.valueBytes;
  const kept = isWhole ? 'This is what its trace keeps.' : `Its trace keeps the first ${text?.length ?? 0} characters.`;
  return { text, json, headers: undefined, gap: `${kept} ${why}` };
}

function textOf(base64: string | null): string | undefined {
  if (base64 === null) return undefined;
  const bytes = fromBase64(base64);
  return (
    asText(bytes) ??
    asText(bytes.subarray(0, -4)) ??
    [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  );
}
