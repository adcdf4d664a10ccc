// A customer by its number; it opens in Shopify's admin.
export function CustomerLink({ id }: { readonly id: string }) {
  const number = id.split('/').at(-1) ?? id;
  return (
    <s-link href={`shopify://admin/customers/${number}`} target="_top">
      <span className="number">{number}</span>
    </s-link>
  );
}
