import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import type { RealKafka } from '../../kafka/real-kafka/real-kafka.ts';
import type { TopicraftWindow } from '../pages/topicraft-window.ts';

/** What a spec runs its graph on. */
export const clusterNames = ['the embedded broker', 'a real Kafka'] as const;
export type ClusterName = (typeof clusterNames)[number];

/** Saves a connection to a real Kafka in the window, with a prefix of its own, and has the next run go there. */
export async function connectTo(window: TopicraftWindow, kafka: RealKafka): Promise<void> {
  const { connections } = window;
  await window.perform('Connections');
  await connections.fill('Name', 'Test cluster');
  await connections.fill('Brokers', kafka.bootstrap);
  await connections.fill('Prefix', `test-${randomUUID().slice(0, 8)}.`);
  await connections.test();
  await connections.saveAndUse();
  await expect(window.run.target).toHaveAccessibleName('Runs on Test cluster');
}

/** Runs on a cluster that isn't ours: nothing is made there before a yes. */
export async function runOnCluster({ run, page }: TopicraftWindow): Promise<void> {
  await run.run.click();
  const question = page.getByRole('dialog', { name: 'Create topics on this cluster?' });
  await question.getByRole('button', { name: /^Create .* and run$/ }).click();
  await run.expectRunning();
}
