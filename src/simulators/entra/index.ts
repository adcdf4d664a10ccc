// The public face of the Entra provisioning simulator.
export type { Clock } from './clock.ts';
export { type EntraCommandOptions, runEntraCommand } from './command.ts';
export type { ConnectionTestResult } from './connection-test.ts';
export type { CycleReport } from './cycle.ts';
export type { Directory, DirectoryGroup } from './directory.ts';
export {
  type DirectoryData,
  DirectoryFormatError,
  type DirectoryUser,
  type DirectoryUserInput,
  parseDirectory,
} from './directory-format.ts';
export { type AttributeMapping, DEFAULT_MAPPINGS, type JobMappings } from './mapping.ts';
export type { OnDemandResult, OnDemandStep, OnDemandSubject } from './on-demand.ts';
export type { ProvisioningLogRecord } from './provisioning-log.ts';
export { QUARANTINE_RULES, type Quarantine, type QuarantineRules } from './quarantine.ts';
export {
  type CycleCounts,
  countRecords,
  describeConnection,
  describeCycle,
  describeOnDemand,
} from './report.ts';
export {
  createEntraSimulator,
  type EntraSimulator,
  type EntraSimulatorOptions,
  type SimulatorState,
} from './simulator.ts';
