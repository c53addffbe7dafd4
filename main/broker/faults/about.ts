/** A message's struct, whatever message it is. */
export type Struct = Readonly<Record<string, unknown>>;

/** What one element of a message is about, as the message writes it. */
export interface About {
  readonly group?: string;
  readonly transactionalId?: string;
  /** Empty or null where the topic goes by its id. */
  readonly topicName?: string | null;
  readonly topicId?: string;
  readonly partition?: number;
  readonly resourceType?: number;
  readonly resourceName?: string;
  /** The message names no topic because it is about all of them. */
  readonly isAboutAllTopics?: true;
}

/** The names of fields that say what their struct is about. */
const namingFields: Readonly<Record<string, keyof About>> = {
  groupId: 'group',
  key: 'group',
  transactionalId: 'transactionalId',
  name: 'topicName',
  topic: 'topicName',
  topicId: 'topicId',
  index: 'partition',
  partition: 'partition',
  partitionIndex: 'partition',
  partitionId: 'partition',
  resourceType: 'resourceType',
  resourceName: 'resourceName',
};
const topicResource = 2;

/** What an element of the list is about, given what the list is. Elements are structs, or bare names and numbers. */
export function aboutOf(element: unknown, list: string, around: About): About {
  if (typeof element === 'number') return { ...around, partition: element };
  if (typeof element === 'string') return { ...around, [list === 'topicNames' ? 'topicName' : 'group']: element };
  return { ...around, ...namesOf(element as Struct) };
}

/** What a struct says of itself. */
export function namesOf(struct: Struct): About {
  const about: Record<string, unknown> = {};
  for (const [field, part] of Object.entries(namingFields)) {
    if (struct[field] !== undefined) about[part] = struct[field];
  }
  if (about['resourceType'] === topicResource) about['topicName'] = about['resourceName'];
  return about;
}

/** The same said in the field of another struct; undefined where the field says nothing of the kind. */
export function nameFor(field: string, about: About): unknown {
  const part = namingFields[field];
  return part && about[part];
}

/** Everything that the elements at the end of a path of lists are about. */
export function aboutAll(message: Struct, path: readonly string[], around: About): About[] {
  const [list, ...inner] = path;
  if (list === undefined) return [around];
  const elements = message[list];
  // Null stands for all topics in Metadata and OffsetFetch.
  if (!Array.isArray(elements)) return [{ ...around, isAboutAllTopics: true }];
  return elements.flatMap((element: unknown) => {
    const about = aboutOf(element, list, around);
    return inner.length === 0 ? [about] : aboutAll(element as Struct, inner, about);
  });
}

/** The message without those elements at the end of a path that are taken out, and without what is empty then. */
export function withoutTaken(
  message: Struct,
  path: readonly string[],
  around: About,
  takes: (about: About) => boolean,
): { kept: Struct; isEmpty: boolean } {
  const [list = '', ...inner] = path;
  const elements = message[list];
  if (!Array.isArray(elements)) return { kept: message, isEmpty: false };
  const left = elements.flatMap((element: unknown) => {
    const about = aboutOf(element, list, around);
    if (inner.length === 0) return takes(about) ? [] : [element];
    const { kept, isEmpty } = withoutTaken(element as Struct, inner, about, takes);
    return isEmpty ? [] : [kept];
  });
  return { kept: { ...message, [list]: left }, isEmpty: left.length === 0 };
}
