// What a refused buyer reads where the merchant has set no text.

export const DEFAULT_MESSAGES = {
  en: 'Your account is not active, so this order cannot be placed. Please contact the store.',
  de: 'Ihr Konto ist nicht aktiv, daher kann diese Bestellung nicht aufgegeben werden. Bitte wenden Sie sich an den Shop.',
  es: 'Su cuenta no está activa, por lo que no es posible realizar este pedido. Póngase en contacto con la tienda.',
  fr: 'Votre compte n’est pas actif : cette commande ne peut pas être passée. Veuillez contacter la boutique.',
  it: 'Il suo account non è attivo, quindi non è possibile effettuare questo ordine. Contatti il negozio.',
  nl: 'Uw account is niet actief, daarom kan deze bestelling niet worden geplaatst. Neem contact op met de winkel.',
} as const;
