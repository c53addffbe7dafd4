export { describeProject, type DescribedProject, descriptionForms, type DescriptionForm } from './describe-project.ts';
export { importAsyncapi, type ImportedProject } from './import-asyncapi.ts';
export { writeDocument } from './write-document.ts';
export { createProjectOfRun } from './open-run.ts';
