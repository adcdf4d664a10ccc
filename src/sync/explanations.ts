// Every code by which the sync says why a customer does not follow, with its cause and its remedy. docs/errors.md is
// made from it, and screens show it. A sentence names nobody: it is for everyone who may look.

export interface Explanation {
  /** What becomes of the user; `shop` where the whole shop is held up. */
  readonly state: 'held' | 'waiting' | 'left' | 'gone' | 'failed' | 'erased' | 'shop';
  readonly cause: string;
  readonly remedy: string;
}

const OF_USERS = {
  no_email: {
    state: 'held',
    cause: 'The user has no e-mail address, without which no customer can be made.',
    remedy: 'Give it one in the directory.',
  },
  email_in_use: {
    state: 'held',
    cause: "Another user's customer has this e-mail address.",
    remedy: 'Give one of the two another address in the directory.',
  },
  review_policy: {
    state: 'held',
    cause: 'A customer with this e-mail address exists, and the connection links none without review.',
    remedy: 'Link it, or change the policy.',
  },
  review_domain: {
    state: 'held',
    cause: 'The e-mail address is not of a domain that the merchant confirmed for this connection.',
    remedy: "Add the domain to the connection's list, or link the customer by hand.",
  },
  review_unverified: {
    state: 'held',
    cause: 'A customer with this e-mail address exists whose address Shopify has not verified.',
    remedy: 'Link it by hand once you are sure that it is the same person.',
  },
  review_linked_elsewhere: {
    state: 'held',
    cause:
      'A customer with this e-mail address is linked already: by another connection, or by a directory that is not known here.',
    remedy: 'If it is the same person, link it by hand: both connections claim it then.',
  },
  review_username_email: {
    state: 'held',
    cause:
      'The address comes from the userName alone, which is not enough to take over an existing customer.',
    remedy: 'Give the user an e-mail address in the directory.',
  },
  review_email_taken: {
    state: 'held',
    cause: "Another customer of the store has the user's new e-mail address.",
    remedy: 'Merge the two customers, or give one another address.',
  },
  review_merged: {
    state: 'held',
    cause: "The user's customer was merged into one that another user has.",
    remedy: 'Unlink or delete one of the two users.',
  },
  review_left: {
    state: 'held',
    cause: 'A customer with this e-mail address exists, and a person decided not to link it.',
    remedy: 'Decide anew, or give the user another address.',
  },
  review_tombstone: {
    state: 'held',
    cause: 'The e-mail address belongs to the customer of a deleted user who was somebody else.',
    remedy: 'Link it by hand, or give the user another address.',
  },
  review_erased: {
    state: 'held',
    cause: 'The person was erased on request, and the directory names it again.',
    remedy: 'Take it out of the directory’s scope, or decide that a customer is made for it again.',
  },
  erased: {
    state: 'erased',
    cause: 'The person was erased on request: only the id of the user is left.',
    remedy: 'Nothing: take the person out of the directory’s scope.',
  },
  in_progress: {
    state: 'waiting',
    cause: 'The user is being worked on, or begins anew after a decision.',
    remedy: 'Wait a moment.',
  },
  mass_leave: {
    state: 'held',
    cause: 'The user left among so many that a person is to look first.',
    remedy: 'Release it, or bring it back in the directory.',
  },
  active_elsewhere: {
    state: 'left',
    cause:
      'The user has left, and its customer keeps access, because a user of another connection who has it too is active.',
    remedy: 'Nothing; what only this connection gave is taken away.',
  },
  in_grace: {
    state: 'waiting',
    cause: 'The user has left, and some of what it had is taken only when its grace ends.',
    remedy: 'Wait, or shorten the grace of the connection.',
  },
  erasure_denied: {
    state: 'left',
    cause: 'Shopify does not let the app erase customers: it lacks the scope write_customer_data_erasure.',
    remedy: 'Grant it (GET /admin/api/access names what is missing), or switch eraseAfterDays off.',
  },
  erasure_failed: {
    state: 'left',
    cause: 'Shopify did not take the request to erase the customer, and gives no reason.',
    remedy: 'It is asked again every six hours; if it stays so, request the erasure in the admin.',
  },
  erasure_not_cancelled: {
    state: 'waiting',
    cause:
      'The user is back, and Shopify did not call off the erasure of its customer that was asked for when it left.',
    remedy: 'Grant the scope write_customer_data_erasure, or cancel the erasure in the admin.',
  },
  leaving_not_shown: {
    state: 'waiting',
    cause:
      'Shopify accepted what takes access away and does not show it, or something gives it back: see the certificate.',
    remedy: 'It is done again; look for an app or a Flow that changes leavers.',
  },
  company_hidden: {
    state: 'waiting',
    cause:
      'The user has left, or its customer is being handed back, and Shopify denies the app companies, as it does to a shop without B2B: roles there cannot be taken or given back, or not be shown to be gone.',
    remedy:
      'It is looked again every ten minutes: where Rollcall gave a role, until it is gone; for those of merchants, for a day. Where a connection that is handed back need not wait, choose that its customers are kept after all.',
  },
  creation_off: {
    state: 'waiting',
    cause: 'New customers are not created by this connection, and none with this e-mail address exists.',
    remedy: 'Switch New Customer Creation on, or create the customer in Shopify.',
  },
  customer_gone: {
    state: 'gone',
    cause: 'The customer was deleted or merged in Shopify.',
    remedy: 'Recreate or relink it to provision this user again.',
  },
  policy_never: {
    state: 'failed',
    cause:
      'A customer with this e-mail address exists in the store, and this connection links no existing customers.',
    remedy: 'Change the link policy, or give the user another address.',
  },
  email_invalid: {
    state: 'failed',
    cause: "Shopify does not accept the user's e-mail address: Email is invalid.",
    remedy: 'Correct it in the directory.',
  },
  email_taken_unseen: {
    state: 'failed',
    cause: 'Shopify says that the e-mail address is taken, and shows no customer who has it.',
    remedy: 'Look for it in the admin, then try again.',
  },
  company_unseen: {
    state: 'failed',
    cause: 'Shopify says that the company of a group rule exists, and does not show it yet.',
    remedy: 'It is tried again; look for the externalId among the companies in the admin.',
  },
  customer_unsettled: {
    state: 'failed',
    cause: 'Shopify shows the customer, and says that it does not exist.',
    remedy: 'Look for it in the admin, then try again.',
  },
  rejected: {
    state: 'failed',
    cause: 'Shopify refuses something for a reason that is not known here; the detail names the field.',
    remedy: 'Mend the field in the directory.',
  },
  input_refused: {
    state: 'failed',
    cause: 'Shopify does not take a value of this user for what its type is.',
    remedy: 'Mend the value in the directory.',
  },
  unsettled: {
    state: 'failed',
    cause: 'What Shopify shows of the customer contradicts itself.',
    remedy: 'Try again; if it stays so, compare the user with its customer.',
  },
  internal: {
    state: 'failed',
    cause: 'A fault of Rollcall.',
    remedy: 'Its log says where; a newer version may have mended it.',
  },
} as const satisfies Record<string, Explanation>;

const OF_SHOPS = {
  access_denied: {
    state: 'shop',
    cause: 'The app lacks a scope, or access to customer data.',
    remedy: 'Grant write_customers, and access to customer data.',
  },
  access_lost: {
    state: 'shop',
    cause: 'Shopify accepts our tokens for the shop no more, or does not find the app installed there.',
    remedy: 'Install the app, and open it in the Shopify admin: that gives new ones.',
  },
  app_not_opened: {
    state: 'shop',
    cause: 'Nobody has opened the app in this shop yet.',
    remedy: 'Open it in the Shopify admin.',
  },
  app_uninstalled: {
    state: 'shop',
    cause: 'The app was uninstalled from the shop.',
    remedy: 'Install it again, and open it in the Shopify admin: what was stored is taken up again.',
  },
  client_refused: {
    state: 'shop',
    cause: 'Shopify refuses the client id or secret.',
    remedy: 'Correct SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET.',
  },
  id_token_refused: {
    state: 'shop',
    cause: 'Shopify accepts the ID token no more by which the app was opened.',
    remedy: 'Load the app again.',
  },
  shop_not_permitted: {
    state: 'shop',
    cause: 'Client credentials open only stores of the organisation that owns the app.',
    remedy: 'Leave SHOPIFY_SHOP out, and open the app in the Shopify admin.',
  },
  unknown_encryption_key: {
    state: 'shop',
    cause: "The shop's tokens are encrypted with a key that is not there.",
    remedy: 'Add the key to ROLLCALL_ENCRYPTION_KEYS again, or open the app in the Shopify admin.',
  },
  sealed_text_damaged: {
    state: 'shop',
    cause: "The shop's tokens do not open with their key.",
    remedy: 'Put the right key into ROLLCALL_ENCRYPTION_KEYS, or reinstall the app.',
  },
  token_refused: {
    state: 'shop',
    cause: 'Shopify does not accept the access token.',
    remedy: 'Reinstall the app, or give Rollcall a new token.',
  },
  token_unavailable: {
    state: 'shop',
    cause: 'No access token could be had just now.',
    remedy: 'Nothing: it is tried again.',
  },
  shop_not_configured: {
    state: 'shop',
    cause: 'This process has no credentials for the shop.',
    remedy: 'Set SHOPIFY_SHOP to it, or leave it out.',
  },
  shop_not_found: {
    state: 'shop',
    cause: 'There is no such shop, or no such API version.',
    remedy: 'Check SHOPIFY_SHOP.',
  },
  shop_frozen: {
    state: 'shop',
    cause: 'The shop is frozen: its owner owes Shopify, or has paused it.',
    remedy: 'The owner asks Shopify.',
  },
  shop_locked: { state: 'shop', cause: 'Shopify has locked the shop.', remedy: 'The owner asks Shopify.' },
  definition_missing: {
    state: 'shop',
    cause: 'A metafield definition of the app is missing.',
    remedy: 'Run ./rollcall doctor, which names it.',
  },
  definition_refused: {
    state: 'shop',
    cause: 'Shopify refuses a metafield definition of the app.',
    remedy: 'Run ./rollcall doctor, which names it.',
  },
  definition_wrong_type: {
    state: 'shop',
    cause: 'A metafield definition of the app has another type than it must.',
    remedy: 'Run ./rollcall doctor, which names it.',
  },
  metafield_refused: {
    state: 'shop',
    cause: "Shopify refuses one of the app's metafields.",
    remedy: 'Run ./rollcall doctor.',
  },
  operation_refused: {
    state: 'shop',
    cause: "Shopify's API is not the version that this Rollcall knows.",
    remedy: 'Update Rollcall.',
  },
  answer_unreadable: {
    state: 'shop',
    cause: "Shopify's answer is not of the form that its schema promises.",
    remedy: 'Update Rollcall.',
  },
  shopify_unavailable: {
    state: 'shop',
    cause: 'Shopify has a fault.',
    remedy: 'Nothing: it is tried again.',
  },
  no_answer: { state: 'shop', cause: 'Shopify is out of reach.', remedy: 'Nothing: it is tried again.' },
  timeout: {
    state: 'shop',
    cause: 'Shopify did not answer in time.',
    remedy: 'Nothing: it is tried again.',
  },
  throttled: { state: 'shop', cause: 'Shopify asks to slow down.', remedy: 'Nothing: it is tried again.' },
  withdrawn: {
    state: 'shop',
    cause: 'The call was given up before it was sent, for something more urgent.',
    remedy: 'Nothing: it is tried again.',
  },
} as const satisfies Record<string, Explanation>;

export const EXPLANATIONS: Readonly<Record<string, Explanation>> = { ...OF_USERS, ...OF_SHOPS };

/** A code of a user, for which a verdict can be given. */
export type UserCode = keyof typeof OF_USERS;

/** Undefined for a code that an older version has stored, and this one does not know. */
export function explain(code: string): Explanation | undefined {
  return Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
}

/** Cause and remedy as they stand beside a user. */
export function sentenceOf(code: UserCode): string {
  const { cause, remedy } = OF_USERS[code];
  return `${cause} ${remedy}`;
}
