import { type Acl, aclKey } from './acl.ts';

/** One change of the ACLs, as the cluster's journal keeps it. */
export type AclEntry = { type: 'acl'; acl: Acl } | { type: 'acl-deleted'; acl: Acl };

/** The ACLs of a cluster, each once, by the type of resource that they are about. */
export class Acls {
  readonly #append: (entry: AclEntry) => void;
  readonly #byResourceType = new Map<number, Map<string, Acl>>();

  /** `append` remembers a change beyond the process; called before it counts. */
  constructor(append: (entry: AclEntry) => void) {
    this.#append = append;
  }

  *all(): Iterable<Acl> {
    for (const acls of this.#byResourceType.values()) yield* acls.values();
  }

  about(resourceType: number): Iterable<Acl> {
    return this.#byResourceType.get(resourceType)?.values() ?? [];
  }

  /** Does nothing where the same is there already. */
  add(acl: Acl): void {
    if (this.#byResourceType.get(acl.resourceType)?.has(aclKey(acl))) return;
    this.#append({ type: 'acl', acl });
    this.#put(acl);
  }

  delete(acl: Acl): void {
    this.#append({ type: 'acl-deleted', acl });
    this.#byResourceType.get(acl.resourceType)?.delete(aclKey(acl));
  }

  restore({ type, acl }: AclEntry): void {
    if (type === 'acl') this.#put(acl);
    else this.#byResourceType.get(acl.resourceType)?.delete(aclKey(acl));
  }

  /** The least that `restore` needs. */
  *entries(): Iterable<AclEntry> {
    for (const acl of this.all()) yield { type: 'acl', acl };
  }

  #put(acl: Acl): void {
    const acls = this.#byResourceType.get(acl.resourceType) ?? new Map<string, Acl>();
    acls.set(aclKey(acl), acl);
    this.#byResourceType.set(acl.resourceType, acls);
  }
}
