import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, it } from 'vitest';
import { billOfMaterials } from './bill-of-materials.ts';
import { licencesText } from './licences.ts';
import type { ShippedPackage } from './shipped-packages.ts';

const packages: ShippedPackage[] = [
  {
    name: '@a/b',
    version: '1.2.3',
    licence: 'MIT',
    texts: ['Be nice.'],
    author: 'Ann',
    homepage: 'https://example.com',
  },
  { name: 'c', version: '2.0.0', licence: '(MIT OR Apache-2.0)', texts: [], author: undefined, homepage: undefined },
];

it('says in valid CycloneDX 1.6 what the app is made of', async () => {
  const text = billOfMaterials('1.0.0', packages);
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(text)).toBeNull();
  expect(await validator.validate(text.replace('"library"', '"thing"'))).not.toBeNull();
  expect(JSON.parse(text)).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { type: 'application', name: 'topicraft', version: '1.0.0' } },
    components: [
      { group: '@a', name: 'b', author: 'Ann', licenses: [{ license: { id: 'MIT' } }], purl: 'pkg:npm/%40a/b@1.2.3' },
      { name: 'c', version: '2.0.0', licenses: [{ expression: '(MIT OR Apache-2.0)' }], purl: 'pkg:npm/c@2.0.0' },
    ],
  });
});

it('lists who made what, with their own words', () => {
  const text = licencesText(packages);
  expect(text).toContain('@a/b 1.2.3 (MIT)\nby Ann\nhttps://example.com\n\nBe nice.\n');
  expect(text).toContain('c 2.0.0 ((MIT OR Apache-2.0))\n\nIts package has no text of its licence');
});
