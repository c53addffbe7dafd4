import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTopicraft } from '../support/topicraft-command.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faults-'));
  file = path.join(folder, 'faults.json');
});
afterEach(() => rm(folder, { recursive: true }));

interface Ready {
  bootstrap: string;
  faults: number;
  type?: never;
}

describe('topicraft broker --faults', () => {
  it('runs a broker on which they happen, and says how many there are', async () => {
    const effect = { type: 'error', error: 'TOPIC_AUTHORIZATION_FAILED' };
    const faults = [
      { id: 'secret', match: { apis: ['CreateTopics'], topics: ['secret'] }, effect },
      { id: 'slow', effect: { type: 'delay', delayMs: 1 }, probability: 0.5 },
    ];
    await writeFile(file, JSON.stringify({ seed: 3, faults }));
    const command = startTopicraft(['broker', '--faults', 'faults.json'], { folder });
    const ready = await command.line<Ready>(() => true);
    expect(ready.faults).toBe(2);
    const admin = new Kafka({ brokers: [ready.bootstrap], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const create = (topic: string) => admin.createTopics({ topics: [{ topic }] });
    expect(await create('open')).toBe(true);
    await expect(create('secret')).rejects.toThrow('Topic creation errors');
    expect(await admin.listTopics()).toEqual(['open']);
    await admin.disconnect();
    command.signal('SIGTERM');
    const { code, errors } = await command.ended;
    expect([code, errors]).toEqual([0, 'info: faults set: 2\n']);
  });

  it.each([
    ['no JSON', '{"faults": [', ['faults.json error faults.not-json:', 'Write it as JSON']],
    ['no fault', '{"faults": []}', ['faults.malformed: faults:']],
    ['a word that nobody knows', '{"faults": [{"id": "a", "effect": {"type": "freeze"}, "time": 1}]}', ['"time"']],
    ['an effect that is none', '{"faults": [{"id": "a", "effect": {"type": "explode"}}]}', ['faults.0.effect.type']],
    [
      'an API that is none',
      '{"faults": [{"id": "a", "match": {"apis": ["fetch"]}, "effect": {"type": "freeze"}}]}',
      ['faults.json error faults.mistake: faults.0.match.apis.0: fetch is no API', 'Write Fetch.'],
    ],
  ])('says what is wrong with %s', async (_name, text, said) => {
    await writeFile(file, text);
    const { code, errors } = await startTopicraft(['broker', '--faults', 'faults.json'], { folder }).ended;
    expect(code).toBe(1);
    for (const words of said) expect(errors).toContain(words);
  });

  it('says that there is no such file', async () => {
    const { code, errors } = await startTopicraft(['broker', '--faults', 'none.json'], { folder }).ended;
    expect(code).toBe(1);
    expect(errors).toContain('--faults cannot be read');
  });
});
