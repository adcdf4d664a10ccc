// What the app may do in a shop, and which features that leaves out.
import { type Finding, fault, note, ok } from './finding.ts';

const NEEDED = 'write_customers';
/** Each with what goes without it. */
const OPTIONAL: Readonly<Record<string, string>> = {
  write_companies: 'company rules of a mapping are not carried out',
  read_customer_merge: 'merges are found by reconciling alone, and what they were merged into is not',
  write_validations: 'the checkout rule cannot be switched on from here',
  write_customer_data_erasure: 'the erasure of leavers cannot be asked for',
};

/** @param granted the handles that Shopify tells; writing implies reading */
export function examineScopes(granted: readonly string[]): Finding[] {
  if (!granted.includes(NEEDED)) {
    return [
      fault(
        `The app lacks the access scope ${NEEDED}, without which nothing can be done. Add it to the app's version, and let the shop accept it.`,
      ),
    ];
  }
  const lacking = Object.entries(OPTIONAL).filter(([scope]) => !granted.includes(scope));
  return [
    ok(`The app has the access scope ${NEEDED}, which is all that it needs.`),
    ...lacking.map(([scope, consequence]) => note(`Without the optional scope ${scope}, ${consequence}.`)),
  ];
}
