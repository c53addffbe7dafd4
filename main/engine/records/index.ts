export { asRecordsError } from './call-errors.ts';
export { RecordBrowser, type BrowseRequest } from './browse-records.ts';
export { ProjectReaders } from './project-readers.ts';
export { detailOf } from './record-detail.ts';
export { sendRecord } from './send-record.ts';
