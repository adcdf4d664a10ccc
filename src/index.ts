// The public face: mount Rollcall's fetch in any server that speaks Request and Response.
export { type Config, ConfigError, readConfig, type ShopifyConfig } from './config.ts';
export { type Listener, listen } from './http/listen.ts';
export { createRollcall, type Overrides, type Rollcall } from './rollcall.ts';
