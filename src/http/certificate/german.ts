// A leaver certificate in German.
import type { CertificateWords } from './words.ts';

export const GERMAN: CertificateWords = {
  language: 'de',
  title: 'Nachweis des Austritts',
  purpose:
    'Dieses Dokument hält fest, welchen Zugang zum Shop eine Person bei ihrem Austritt aus dem Verzeichnis des Unternehmens verloren hat, so wie Shopify selbst es danach zeigte.',
  verdict: {
    complete: 'Vollständig: Shopify zeigt jede Maßnahme, die eingeschaltet ist.',
    incomplete:
      'Nicht vollständig: Shopify zeigt nicht jede Maßnahme, die eingeschaltet ist. Siehe „Nicht nachgewiesen“.',
  },
  outcomes: {
    deactivated: 'Der Benutzer wurde im Verzeichnis deaktiviert.',
    deleted: 'Der Benutzer wurde im Verzeichnis gelöscht, der Kunde im Shop.',
    tombstone: 'Der Benutzer wurde im Verzeichnis gelöscht; der Kunde bleibt im Shop, gesperrt und geleert.',
    kept_blocked:
      'Der Benutzer wurde im Verzeichnis gelöscht; der Kunde, den es vorher schon gab, bleibt gesperrt.',
    handed_back:
      'Der Benutzer wurde im Verzeichnis gelöscht; der Kunde, den es vorher schon gab, wurde zurückgegeben.',
  },
  headings: {
    who: 'Wer',
    when: 'Wann',
    taken: 'Was genommen wurde',
    companies: 'Unternehmen',
    unverified: 'Nicht nachgewiesen',
    remains: 'Was die Person noch kann',
    how: 'Wie nachgewiesen',
    review: 'Geprüft von',
  },
  facts: {
    person: 'Person',
    user: 'Benutzer des Verzeichnisses',
    shop: 'Shop',
    connection: 'Verbindung',
    customer: 'Kunde des Shops',
    account: 'Zustand des Kontos',
    left: 'Austritt bemerkt',
    verified: 'Aus Shopify zurückgelesen',
    took: 'Dazwischen',
    request: 'Anfrage bei Shopify',
    certificate: 'Nachweis',
  },
  columns: {
    measure: 'Maßnahme',
    result: 'Ist so',
    evidence: 'Beleg',
    company: 'Unternehmen',
    contact: 'Kontakt',
    roles: 'Rollen',
  },
  rungs: {
    company: 'Rollen entzogen, aus Unternehmen entfernt',
    block: 'Als inaktiv markiert (Metafeld „active“ ist false, Tag rollcall:leaver)',
    tags: 'Tags und Gaben des Verzeichnisses abgenommen',
    consent: 'Werbeeinwilligung widerrufen, für E-Mail und SMS',
  },
  states: {
    done: 'ja',
    off: 'nicht ergriffen',
    not_so: 'NEIN',
    unreadable: 'nicht bekannt',
    handed_back: 'nein',
  },
  reasons: {
    not_so: 'Shopify hat es angenommen und zeigt es nicht. Es geschieht erneut.',
    unreadable: 'Shopify verwehrt der App Unternehmen, wie in einem Shop ohne B2B. Siehe „Unternehmen“.',
    handed_back: 'Der Kunde wurde dem Händler zurückgegeben, wie er war.',
    off: 'Für diese Verbindung ausgeschaltet.',
    noRequest: 'Shopifys Antwort trug keine Anfrage-Id: Allein die Zeit benennt den Aufruf.',
  },
  allVerified: 'Nichts: Jede Maßnahme, die eingeschaltet ist, wurde zurückgelesen.',
  possible: {
    guest_checkout: 'Als Gast kaufen, sofern der Shop beim Bezahlen keine Anmeldung verlangt.',
    log_in: 'Sich anmelden: Kein Aufruf von Shopifys Admin API schaltet ein Kundenkonto ab.',
    order_for_company:
      'Für ein Unternehmen bestellen, mit den Rollen, die sie dort hat: siehe „Unternehmen“.',
    buy: 'Als Privatkunde im Shop kaufen.',
    buy_without_checkout_rule:
      'Als Privatkunde kaufen, wo die Checkout-Regel des Shops nicht eingeschaltet ist.',
    marketing: 'Werbung bekommen: Eine Einwilligung besteht noch.',
    accept_invitation: 'Die Einladung annehmen, die verschickt wurde: Keine API zieht sie zurück.',
    register_anew: 'Sich mit derselben Adresse neu registrieren: Der Kunde ist weg, und nichts sperrt sie.',
  },
  nothingPossible: 'Nichts, wovon Rollcall weiß.',
  none: 'keiner',
  unknown: 'nicht bekannt',
  erased: 'auf Verlangen gelöscht',
  noCompany: 'Der Kunde gehört zu keinem.',
  stillIn: 'Der Kunde gehört noch zu diesen:',
  companiesUnread:
    'Nicht gelesen: Shopify hat der App Unternehmen verwehrt. Ein Shop ohne B2B hat keine. Hat dieser B2B, sehen Sie in seinem Admin nach, ob ein Unternehmen dem Kunden eine Rolle gibt.',
  how: [
    'Rollcall hat jede Maßnahme über Shopifys Admin API ergriffen und den Kunden danach neu gelesen. „Ja“ heißt, dass Shopifys Antwort darauf es zeigte, nicht nur, dass Shopify die Änderung annahm.',
    'Die Anfrage-Id ist Shopifys eigene: Mit ihr findet Shopify den Aufruf in seinen Aufzeichnungen. Sie sagt, was zu dieser Zeit so war; was andere später änderten, steht nicht darin.',
  ],
  digest:
    'Mit Schlüssel gebildete Prüfwerte von Benutzername und E-Mail-Adresse, an denen sich die Person erkennen lässt, wenn diese gelöscht sind:',
  sign: { name: 'Name', date: 'Datum', signature: 'Unterschrift' },
  version: (version) => `Version ${version}`,
  readBack: (request) => `zurückgelesen, Anfrage ${request}`,
  roleAt: (role, location) => `${role} bei ${location}`,
};
