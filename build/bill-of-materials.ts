import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { ShippedPackage } from './shipped-packages.ts';

/** CycloneDX 1.6 (ECMA-424) as JSON: what is in the app, not what it is built with. */
export function billOfMaterials(version: string, packages: readonly ShippedPackage[]): string {
  const application = new Models.Component(Enums.ComponentType.Application, 'topicraft', {
    version,
    bomRef: 'topicraft',
  });
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: application }) });
  const licences = new Contrib.License.Factories.LicenseFactory(requireExpression);
  for (const { name, version: packageVersion, licence, author } of packages) {
    const [group, base] = name.startsWith('@') ? name.split('/', 2) : [undefined, name];
    const address = `pkg:npm/${name.replace('@', '%40')}@${packageVersion}`;
    const component = new Models.Component(Enums.ComponentType.Library, base ?? name, {
      group,
      version: packageVersion,
      author,
      bomRef: `${name}@${packageVersion}`,
      purl: address,
      licenses: new Models.LicenseRepository([licences.makeFromString(licence)]),
    });
    bom.components.add(component);
    application.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return serializer.serialize(bom, { sortLists: true, space: 2 });
}

/** What is neither this nor an id of SPDX becomes a licence with a name only. */
function requireExpression(text: string): void {
  if (!/ (?:OR|AND|WITH) /.test(text)) throw new Error(`${text} is no expression.`);
}
