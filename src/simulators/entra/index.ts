// The public face of the Entra provisioning simulator.
export type { Clock } from './clock.ts';
export { type EntraCommandOptions, runEntraCommand } from './command.ts';
export { DirectoryFormatError, parseDirectory } from './directory-format.ts';
export { type EntraIdentity, startEntraIdentity } from './identity.ts';
export { DEFAULT_MAPPINGS } from './mapping.ts';
export type { OnDemandResult } from './on-demand.ts';
export type { ProvisioningLogRecord } from './provisioning-log.ts';
export { QUARANTINE_RULES } from './quarantine.ts';
export { countRecords, describeConnection, describeCycle, describeOnDemand } from './report.ts';
export { createEntraSimulator, type EntraSimulator, type EntraSimulatorOptions } from './simulator.ts';
