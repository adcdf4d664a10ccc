// What the sync needs of others: types only.
export type * from './bulk/bulk-port.ts';
export type * from './certificate-port.ts';
export type * from './company/company-port.ts';
export type * from './gateway-port.ts';
export type * from './journal-port.ts';
export type * from './link-port.ts';
export type * from './peers-port.ts';
export type * from './settings-port.ts';
export type * from './store-port.ts';
