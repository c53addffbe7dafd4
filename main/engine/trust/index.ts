export { type Access, accessAt, accessOf } from './needs-trust.ts';
export { TrustedFolders } from './trusted-folders.ts';
