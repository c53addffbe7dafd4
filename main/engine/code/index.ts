export { outcomeOf, surroundingsOf } from './handler-trial.ts';
export { formatCode } from './format-code.ts';
export { installPackages, type PackageInstallation } from './install-packages.ts';
export { readNpmSettings } from './npm-settings.ts';
export { PackageConsents } from './package-consents.ts';
export { readPackageFiles } from './package-files.ts';
export { readPackageTypes } from './package-types.ts';
export { runTest } from './run-test.ts';
