// What Shopify CLI compiles: an export for each target of shopify.extension.toml, under its name in camel case.
export { cartValidationsGenerateRun } from './cart_validations_generate_run.ts';
