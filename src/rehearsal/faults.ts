// Why a rehearsal does not go on: the sync's own explanation where it has one, and what only a rehearsal meets.
import { explain } from '../sync/explanations.ts';
import type { Fault } from './ports.ts';

const OWN = {
  scim_refused: {
    cause: 'Rollcall refused what the provider’s part sent.',
    remedy: 'Read what was answered; a real provider would be refused in the same way.',
  },
  too_slow: {
    cause: 'The store did not follow within a minute and a half.',
    remedy: 'See under Activity whether it is busy with other people, and rehearse again later.',
  },
  other_customer: {
    cause: 'After the change of the e-mail address, the person has another customer.',
    remedy: 'Nothing should lead to this: report it, with the ids of the two customers.',
  },
  customer_missing: {
    cause: 'Shopify does not show the customer that Rollcall made.',
    remedy: 'See whether another app or a person deleted it meanwhile, and rehearse again.',
  },
  customer_stays: {
    cause: 'Shopify still shows the customer. It keeps one that has orders.',
    remedy: 'Delete it in the Shopify admin, under Customers, or leave it: it is marked as a rehearsal’s.',
  },
  not_cleaned: {
    cause: 'The customer could not be deleted yet, because Shopify cannot be reached.',
    remedy:
      'Rollcall deletes it as soon as Shopify answers. If the app is not to come back, delete it in the Shopify admin, under Customers.',
  },
  not_asked: {
    cause: 'No customer was seen, but Shopify could not be asked whether one came to be.',
    remedy: 'Rollcall asks as soon as Shopify answers, and deletes it if there is one.',
  },
  connection_gone: {
    cause: 'The connection that was to be rehearsed is not there any more.',
    remedy: 'Rehearse another.',
  },
  internal: {
    cause: 'Something went wrong inside Rollcall; its log says where.',
    remedy: 'Rehearse again. If it stays so, report it.',
  },
} as const;

type OwnCode = keyof typeof OWN;

export class RehearsalFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** The rehearsal is not to go on, or not here: its process stops, a person cancelled it, or another process has it. */
export class Interruption extends Error {
  readonly why: 'stopped' | 'cancelled' | 'lost';

  constructor(why: Interruption['why']) {
    super(why);
    this.why = why;
  }
}

export function ownFault(code: OwnCode, detail?: string): Fault {
  const { cause, remedy } = OWN[code];
  return { code, cause: detail === undefined ? cause : `${cause} ${detail}`, remedy };
}

/** @param code one of the sync's */
export function faultOf(code: string | null): Fault {
  if (code === null) return ownFault('too_slow');
  const { cause, remedy } = explain(code) ?? ownFault('internal');
  return { code, cause, remedy };
}
