import { describe, expect, it } from 'vitest';
import { overlap } from '../model/geometry.ts';
import { after, boxesOf, sampleDocument, wiresIn } from '../model/sample-document.ts';
import { parseQuickAdd } from './parse-quick-add.ts';
import { planQuickAdd } from './plan-quick-add.ts';

function added(text: string, service?: string) {
  const document = sampleDocument();
  const plan = planQuickAdd(document, parseQuickAdd(text), { x: 300, y: 400 }, boxesOf(document), service);
  return { document: after(document, plan.commands), plan };
}

describe('quick add', () => {
  it('adds a node with its wires, to topics that are there and to new ones', () => {
    const { document, plan } = added('c fraud-check reads payments writes flagged');
    expect(wiresIn(document).slice(3)).toEqual(['payments>fraud-check', 'fraud-check>flagged']);
    expect(document.graph.nodes.find(({ id }) => id === plan.added)?.name).toBe('fraud-check');
    expect(document.handlers.get('handlers/fraud-check.ts')).toContain("emit('flagged'");
  });

  it('puts everything where there is room', () => {
    const boxes = [...boxesOf(added('c x reads a, b writes c').document).values()];
    for (const [index, left] of boxes.entries()) {
      for (const right of boxes.slice(index + 1)) expect(overlap(left, right)).toBe(false);
    }
  });

  it('takes a service by its name, makes one that is missing, or takes the one that it is in', () => {
    const serviceOf = ({ document, plan }: ReturnType<typeof added>) => {
      const node = document.graph.nodes.find(({ id }) => id === plan.added);
      const id = node && 'service' in node ? node.service : undefined;
      return document.graph.services.find((each) => each.id === id)?.name;
    };
    expect(serviceOf(added('c a in money'))).toBe('Money');
    expect(serviceOf(added('c a in Risk'))).toBe('Risk');
    expect(serviceOf(added('c a', 'money'))).toBe('Money');
    expect(serviceOf(added('t a', 'money'))).toBeUndefined();
  });

  it('numbers a name that is taken', () => {
    const { document, plan } = added('c billing reads orders');
    expect(document.graph.nodes.find(({ id }) => id === plan.added)?.name).toBe('billing-2');
  });

  it('takes partitions and instances', () => {
    expect(added('t audit 12').document.graph.nodes.at(-1)).toMatchObject({ partitions: 12 });
    expect(added('c audit x4').document.graph.nodes.at(-1)).toMatchObject({ instances: 4 });
  });

  it('adds services and notes', () => {
    expect(added('s Risk desk').document.graph.services.at(-1)?.name).toBe('Risk desk');
    expect(added('n remember this').document.graph.nodes.at(-1)).toMatchObject({ kind: 'note', name: 'remember this' });
  });
});
