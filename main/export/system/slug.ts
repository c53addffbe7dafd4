/** Longest name that Kubernetes takes is 63 characters; what is put behind ours must fit too. */
const maxSlugLength = 40;

/** Names for files, containers and Kubernetes (RFC 1123 labels): small letters, digits and hyphens, each given once. */
export class Slugs {
  readonly #taken: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set(reserved);
  }

  take(name: string): string {
    const plain = slugOf(name);
    let slug = plain;
    for (let count = 2; this.#taken.has(slug); count += 1) slug = `${plain}-${count}`;
    this.#taken.add(slug);
    return slug;
  }
}

/** `Order Service` gives `order-service`; a name without a letter or digit gives `unnamed`. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxSlugLength)
    .replaceAll(/^-+|-+$/g, '');
  if (plain === '') return 'unnamed';
  return /^\d/.test(plain) ? `n-${plain}` : plain;
}
