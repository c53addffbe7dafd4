import { kafkaApis } from '../../wire/index.ts';
import { apiPlaces } from './api-places.ts';
import type { FaultMatch, FaultPlan, FaultRule } from './fault-rule.ts';
import { suits } from './match-request.ts';

/** A mistake in a plan of faults. */
export interface FaultProblem {
  /** Where, as in `faults.2.match.apis`. */
  readonly field: string;
  readonly message: string;
  /** How to mend it. */
  readonly remedy: string;
}

const apiNames: ReadonlySet<string> = new Set(Object.values(kafkaApis).map(({ name }) => name));

/** What is wrong with a plan beyond its shape: what could never happen, or not as it says. */
export function faultProblems({ faults }: FaultPlan): FaultProblem[] {
  const ids = new Set<string>();
  return faults.flatMap((rule, index) => {
    const problems = [...ruleProblems(rule)].map(({ field, ...words }) => ({
      field: `faults.${index}.${field}`,
      ...words,
    }));
    if (ids.has(rule.id)) {
      const message = `Two faults have the id ${rule.id}.`;
      problems.push({ field: `faults.${index}.id`, message, remedy: 'Give each fault an id of its own.' });
    }
    ids.add(rule.id);
    return problems;
  });
}

function* ruleProblems({ match, effect, forMs, probability, times }: FaultRule): Iterable<FaultProblem> {
  switch (effect.type) {
    case 'broker-down':
    case 'leader-moved': {
      const parts: (keyof FaultMatch)[] = effect.type === 'broker-down' ? ['brokers'] : ['topics', 'partitions'];
      yield* uselessParts(effect.type, match, parts);
      if (forMs === undefined) {
        const message = `A fault ${effect.type} has no end.`;
        yield { field: 'forMs', message, remedy: 'Say for how many milliseconds it lasts.' };
      }
      if (probability !== undefined) yield always('probability', effect.type);
      if (times !== undefined) yield always('times', effect.type);
      return;
    }
    case 'refuse': {
      const clientIds = match?.clientIds
        ? " A client is known by its first request only: use 'disconnect', 'before'."
        : '';
      for (const problem of uselessParts('refuse', match, ['brokers'])) {
        yield { ...problem, remedy: `${problem.remedy}${clientIds}` };
      }
      return;
    }
    case 'error':
      if (!match?.apis || match.apis.length === 0) {
        const message = 'An error is one of an API, and the fault names none.';
        yield { field: 'match.apis', message, remedy: 'Name the APIs that answer with it, such as ["Produce"].' };
      }
      if (effect.error === 'NONE') {
        const message = 'NONE is no error.';
        yield { field: 'effect.error', message, remedy: 'Name an error of Kafka, such as NOT_LEADER_OR_FOLLOWER.' };
      }
      yield* apiProblems(match, true);
      return;
    case 'delay':
    case 'disconnect':
    case 'freeze':
      yield* apiProblems(match, false);
  }
}

function* apiProblems(match: FaultMatch | undefined, needsPlace: boolean): Iterable<FaultProblem> {
  for (const [index, name] of (match?.apis ?? []).entries()) {
    const field = `match.apis.${index}`;
    if (!apiNames.has(name)) {
      const near = [...apiNames].find((known) => known.toLowerCase() === name.toLowerCase());
      const message = `${name} is no API of this broker.`;
      yield {
        field,
        message,
        remedy: near ? `Write ${near}.` : 'Write it as Kafka does, such as Produce or JoinGroup.',
      };
      continue;
    }
    const places = apiPlaces.get(name)?.places ?? [];
    if (needsPlace && places.length === 0) {
      const message = `No error can be put into an answer of ${name}.`;
      yield { field, message, remedy: "Leave it out, or use the effect 'disconnect'." };
      continue;
    }
    if ((match?.topics || match?.partitions) && !places.some((place) => suits(match, place))) {
      const part = match.partitions ? 'partitions' : 'topics';
      const message = `A request of ${name} names no ${part}, so this never happens to it.`;
      yield { field, message, remedy: `Leave out match.${part}, or ${name}.` };
    }
    if (match?.groups && !namesGroups(name)) {
      const message = `A request of ${name} names no group, so this never happens to it.`;
      yield { field, message, remedy: `Leave out match.groups, or ${name}.` };
    }
  }
}

function namesGroups(name: string): boolean {
  const api = apiPlaces.get(name);
  return api !== undefined && (api.group !== undefined || api.places.some(({ about }) => about === 'group'));
}

function* uselessParts(
  effect: string,
  match: FaultMatch | undefined,
  useful: readonly (keyof FaultMatch)[],
): Iterable<FaultProblem> {
  for (const part of ['apis', 'topics', 'partitions', 'clientIds', 'groups', 'brokers'] as const) {
    if (match?.[part] === undefined || useful.includes(part)) continue;
    const message = `A fault ${effect} is about no ${part}.`;
    yield { field: `match.${part}`, message, remedy: 'Leave it out.' };
  }
}

function always(field: string, effect: string): FaultProblem {
  return { field, message: `A fault ${effect} happens once, at its time.`, remedy: `Leave out ${field}.` };
}
