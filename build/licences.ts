import type { ShippedPackage } from './shipped-packages.ts';

const line = '='.repeat(80);

/** The text that goes along with the app: who made what it is made of, and under which licence. */
export function licencesText(packages: readonly ShippedPackage[]): string {
  const head = `Topicraft contains software of others, listed here with their licences. The licences of Electron's own
parts, Chromium and Node.js among them, stand in LICENSE.electron.txt and LICENSES.chromium.html.
`;
  return withSections(head, packages);
}

/** The same for the package `topicraft-broker`, which is of one piece with what it needs. */
export function licencesTextOfBroker(packages: readonly ShippedPackage[]): string {
  return withSections('topicraft-broker contains software of others, listed here with their licences.\n', packages);
}

function withSections(head: string, packages: readonly ShippedPackage[]): string {
  return [head, ...packages.map(section)].join(`\n${line}\n`);
}

function section({ name, version, licence, texts, author, homepage }: ShippedPackage): string {
  const by = author === undefined ? '' : `by ${author}\n`;
  const at = homepage === undefined ? '' : `${homepage}\n`;
  const words =
    texts.length === 0 ? `Its package has no text of its licence, which is ${licence}.` : texts.join('\n\n');
  return `${name} ${version} (${licence})\n${by}${at}\n${words}\n`;
}
