export {
  type CaptureSource,
  captureCall,
  captureRecord,
  type Capture,
  consumerOf,
  type ProofFaultCode,
} from './capture.ts';
export { ProjectTrials } from './project-trials.ts';
export { rerun } from './rerun.ts';
export { runProjectTests, type TestResult } from './run-project-tests.ts';
export { freeTestPath, testOf, testText } from './test-file.ts';
