export { pageHeaders } from './page-headers.ts';
export { indexPage, type PageFile, type PageFiles, readPageFiles } from './page-files.ts';
