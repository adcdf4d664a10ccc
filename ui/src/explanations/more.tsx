// What the server alone can say of one case, in English.

export function More({ children }: { readonly children: string | null }) {
  if (children === null) return null;
  return (
    <div className="beneath" lang="en">
      <s-text color="subdued">{children}</s-text>
    </div>
  );
}
