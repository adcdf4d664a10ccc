// The events of Shopify's elements that React does not know itself, as JSX spells them in `on…`.
export const EVENT_NAMES: Readonly<Record<string, string>> = {
  nextpage: 'NextPage',
  previouspage: 'PreviousPage',
  hide: 'Hide',
};
